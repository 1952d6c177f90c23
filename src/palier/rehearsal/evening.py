"""A simulated voisin's evening: from the tour that her phone carries to the operations that it sends."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from palier.rehearsal.residents import (
    Home,
    answers_of,
    appointment_after,
    follow_up_of,
    home_behind,
    knock,
    minutes_of,
    needs_said,
)

Op = dict[str, Any]
HALL_ENTRY_MINUTES = 4
HALL_CLOSED = 0.05
CORRECTED, UNDONE = 0.03, 0.01
# Offered to 18 % of those met, agreed to by 60 %; an appointment for 4 %, 9 % in a mission on health (domain part d). Nobody
# counted yet how many ask to be called back or visited again: 4 %, two thirds of them by phone, is our guess.
REFERRED, BOOKED, BOOKED_FOR_HEALTH, HOUR_KNOWN, CALLED_BACK = 0.18 * 0.6, 0.04, 0.09, 0.7, 0.04

# What voisins write. One in the list says too much of a person: it waits for the manager to read it again.
NOTES = (
    "L’ascenseur est en panne depuis trois semaines, on monte les courses à deux.",
    "Facture d’eau incomprise : on a regardé ensemble, elle a dit merci deux fois.",
    "Demande pourquoi les charges montent alors que le chauffage est coupé la nuit.",
    "Ne savait pas qu’on pouvait demander un échéancier.",
    "On parle surtout des jeunes le soir dans le hall, et de la lumière cassée.",
    "Content qu’on passe pour expliquer et pas pour vendre.",
    "Veut apprendre à faire ses démarches sur le téléphone, tout seul.",
    "Les enfants traduisent à la maison, c’est fatigant pour eux.",
    "A déjà écrit trois fois au bailleur pour la fuite, sans réponse.",
    "On a ri, j’ai bu un thé, on a parlé une demi-heure.",
    "Dit que personne ne vient jamais leur demander leur avis.",
    "Aimerait qu’on repasse un samedi, en semaine c’est le travail.",
    "Cherche une place en crèche pour reprendre une formation.",
    "M. Diop voudrait qu’on repasse avec quelqu’un qui parle wolof.",
)


@dataclass
class Evening:
    """What one voisin plays: her phone's tour, its mission, where she is in time."""

    tour: dict[str, Any]
    mission: dict[str, Any]
    begin: datetime
    end: datetime
    languages: set[str]
    seed: int
    profile: str
    dice: random.Random
    # With a partner, each notes every second door.
    turn: int = 0
    pair: int = 1
    # The same for both of a pair: a hall that stays closed is closed for both.
    hall_dice: random.Random | None = None
    directory: list[dict[str, Any]] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)

    def play(self, *, finish: bool = True) -> list[Op]:
        """Every operation of the evening, in the order in which the phone makes them."""
        self._op("tour_started", {"tour": self.tour["id"], "at": _at(self.begin)}, self.begin)
        now = self.begin
        for place, door in self._way():
            if now >= self.end:
                break
            now = self._at_door(place, door, now)
        if finish:
            self._finish(max(now, self.begin + timedelta(minutes=75)))
        return self.ops

    def _way(self) -> Iterator[tuple[int, dict[str, Any]]]:
        place = 0
        for entrance in self.tour["entrances"]:
            if (self.hall_dice or self.dice).random() < HALL_CLOSED:
                continue
            self.end -= timedelta(minutes=HALL_ENTRY_MINUTES)
            for door in sorted(entrance["doors"], key=lambda one: (-one["floor"], one["position"])):
                if door["state"] in ("to_do", "come_back"):
                    place += 1
                    if place % self.pair == self.turn:
                        yield place, door

    def _at_door(self, place: int, door: dict[str, Any], now: datetime) -> datetime:
        home = home_behind(self.seed, door["id"])
        outcome, language = knock(home, now, self.languages, self.dice)
        length = minutes_of(outcome, self.profile, self.dice)
        until = now + timedelta(minutes=length)
        body = self._body(door, outcome, language, now, until, home)
        visit = self._op("visit", body, until)
        if self.dice.random() < CORRECTED:
            self._op("visit", {**body, "place": "inside" if outcome == "met" else None}, until, visit["id"], 2)
        if outcome == "met":
            self._after_talk(visit, until)
        return until

    def _note(self, door: dict[str, Any]) -> str:
        """A few words after one conversation in nine; dice of their own, so that the rest of the evening stays what it was."""
        dice = random.Random(f"{self.seed}-note-{door['id']}")
        return dice.choice(NOTES) if dice.random() < 1 / 9 else ""

    def _body(self, door: dict[str, Any], outcome: str, language: str | None, now: datetime, until: datetime,
              home: Home) -> dict[str, Any]:  # fmt: skip
        met = outcome == "met"
        questionnaire = self.mission.get("questionnaire")
        return {
            "tour": self.tour["id"], "door": door["id"], "pass": min(9, door["pass"]), "outcome": outcome,
            "informed": met and self.dice.random() < 0.94, "language": language, "started_at": _at(now),
            "ended_at": _at(until),
            "place": (("inside" if self.dice.random() < 0.2 else "doorway") if met else None),
            "answers": answers_of(questionnaire["definition"], home, self.dice) if met and questionnaire else {},
            "needs": needs_said(self.dice) if met else [],
            "handed": [one["code"] for one in self.mission["handouts"] if met and self.dice.random() < 0.55],
            "note": self._note(door) if met else "",
        }  # fmt: skip

    def _after_talk(self, visit: Op, now: datetime) -> None:
        """What a resident agreed to once they had spoken: the chances are those of domain part (d)."""
        said = {"tour": self.tour["id"], "consent": "yes"}
        if self.dice.random() < REFERRED and self.directory:
            to = self._service(visit["body"]["needs"], self.directory)
            self._undone_sometimes("referral", {**said, "sentence": "referral.1", "to": to}, now)
        planning = [one for one in self.directory if one["books"]]
        if self.dice.random() < (BOOKED_FOR_HEALTH if self.mission["theme"] == "health" else BOOKED) and planning:
            body = {**said, "sentence": "appointment.1", "with": self._service(visit["body"]["needs"], planning)}
            if self.dice.random() < HOUR_KNOWN:
                body["at"] = _at(appointment_after(now, self.dice))
            self._undone_sometimes("appointment", body, now)
        if self.dice.random() < CALLED_BACK:
            self._undone_sometimes("follow_up", {**said, **follow_up_of(visit["body"], self.dice)}, now)
        if self.dice.random() < 0.006:
            self._op("alert", {"tour": self.tour["id"], "sort": "isolation"}, now)

    def _service(self, needs: list[str], among: list[dict[str, Any]]) -> str:
        fitting = [one for one in among if set(one["needs"]) & set(needs)] or among
        return str(self.dice.choice(fitting)["code"])

    def _undone_sometimes(self, kind: str, body: dict[str, Any], now: datetime) -> None:
        made = self._op(kind, body, now, number=2)
        if self.dice.random() < UNDONE:
            nameless = {name: value for name, value in body.items() if name not in ("first_name", "phone", "door")}
            self._op(kind, {**nameless, "void": True}, now + timedelta(seconds=20), made["id"], 2, number=2)

    def _finish(self, now: datetime) -> None:
        tour = self.tour["id"]
        self._op("tour_ended", {"tour": tour, "at": _at(now)}, now)
        last = now + timedelta(minutes=-now.minute % 5)
        hours = {"day": self.tour["day"], "from": self.begin.strftime("%H:%M"), "to": last.strftime("%H:%M"),
                 "sort": "field", "tour": tour}  # fmt: skip
        self._op("hours_declared", hours, now)
        mood = self.dice.choices(["good", "fair", "hard"], [65, 28, 7])[0]
        self._op("impression", {"tour": tour, "mood": mood}, now)

    def _op(self, kind: str, body: dict[str, Any], at: datetime, op_id: str | None = None, rev: int = 1, number: int = 1) -> Op:
        made = str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        op = {"id": op_id or made, "rev": rev, "kind": kind, "format": number, "made_at": _at(at), "body": body}
        self.ops.append(op)
        return op


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
