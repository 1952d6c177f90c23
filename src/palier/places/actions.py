"""What changes places by hand or from the field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from palier.common.codes import random_code
from palier.common.events import announce
from palier.common.journal import write_line
from palier.common.models import new_id
from palier.places.models import Building, Door, DoorRequest, Entrance, Neighbourhood, Opposition
from palier.places.rules.plan import planned_doors
from palier.places.rules.requests import ANSWERS, KEPT, NEEDS_PROOF, RECEIPT_PAYLOAD, due_day


class PlaceRefused(Exception):
    """The change cannot be; the text is a sentence for the person who asked."""


@transaction.atomic
def create_building(
    actor: object, neighbourhood: Neighbourhood, *, name: str, residence: str = "", landlord: str = "",
    floors: int | None = None,
) -> Building:  # fmt: skip
    """A building without entrances yet."""
    if not name.strip():
        raise PlaceRefused("Donnez un nom au bâtiment.")
    if Building.objects.filter(neighbourhood=neighbourhood, residence=residence, name=name.strip(), removed_at=None).exists():
        raise PlaceRefused(f"« {name} » existe déjà dans ce quartier.")
    building = Building.objects.create(
        neighbourhood=neighbourhood, name=name.strip(), residence=residence, landlord=landlord, floors=floors
    )
    write_line(actor, "create_building", building)
    return building


@transaction.atomic
def add_entrance(
    actor: object, building: Building, *, name: str, address: str = "", is_house: bool = False, has_lift: bool = False
) -> Entrance:
    """An entrance of a building; a house gets its one door at once."""
    if building.entrances.filter(name=name.strip(), removed_at=None).exists():
        raise PlaceRefused(f"« {name} » existe déjà dans ce bâtiment.")
    last = building.entrances.aggregate(last=Max("position"))["last"]
    entrance = Entrance.objects.create(
        building=building, name=name.strip(), address=address, is_house=is_house, has_lift=has_lift,
        position=0 if last is None else last + 1,
    )  # fmt: skip
    if is_house:
        Door.objects.create(entrance=entrance, floor=0, label=name.strip()[:40], position=0)
    write_line(actor, "add_entrance", entrance)
    return entrance


@transaction.atomic
def generate_doors(
    actor: object, entrance: Entrance, *, first_floor: int, last_floor: int, doors_per_floor: int, pattern: str
) -> list[Door]:
    """Floors × doors from a pattern, added to an entrance that has no living door. Raises PlanRefused, PlaceRefused."""
    if entrance.doors.filter(removed_at=None, merged_into=None).exists():
        raise PlaceRefused("Cette entrée a déjà des portes : ajoutez-en une à une, ou retirez-les d’abord.")
    plan = planned_doors(first_floor, last_floor, doors_per_floor, pattern)
    doors = Door.objects.bulk_create(Door(entrance=entrance, floor=one.floor, position=one.position, label=one.label) for one in plan)
    write_line(actor, "generate_doors", entrance, doors=len(doors))
    return doors


@transaction.atomic
def add_door(
    actor: object, entrance: Entrance, *, floor: int, label: str, position: int, door_id: UUID | None = None,
    made_in_field: bool = False,
) -> Door:  # fmt: skip
    """One more door. The same `door_id` again gives the door that exists: a phone may say it twice."""
    if door_id is not None:
        existing = Door.objects.filter(pk=door_id).first()
        if existing is not None:
            return existing
    label = " ".join(label.split())[:40]
    if not label:
        raise PlaceRefused("Donnez un nom à la porte, par exemple « 5e droite ».")
    fields = {"entrance": entrance, "floor": floor, "label": label, "position": position}
    door = Door(**fields, made_in_field=made_in_field)
    if door_id is not None:
        door.pk = door_id
    door.save(force_insert=True)
    write_line(actor, "add_door", door)
    return door


@transaction.atomic
def rename_door(actor: object, door: Door, label: str) -> None:
    """What the plate says: "5e droite"."""
    label = " ".join(label.split())[:40]
    if not label:
        raise PlaceRefused("Donnez un nom à la porte, par exemple « 5e droite ».")
    Door.objects.filter(pk=door.pk).update(label=label)
    door.label = label
    write_line(actor, "rename_door", door)


@transaction.atomic
def remove_door(actor: object, door: Door, now: datetime) -> None:
    """This door does not exist. Its id and what happened there stay; `restore_door` undoes it."""
    Door.objects.filter(pk=door.pk, removed_at=None).update(removed_at=now)
    write_line(actor, "remove_door", door)


@transaction.atomic
def restore_door(actor: object, door: Door) -> None:
    """Undo a removal."""
    Door.objects.filter(pk=door.pk).update(removed_at=None)
    write_line(actor, "restore_door", door)


@transaction.atomic
def merge_doors(actor: object, kept: Door, merged: Door) -> None:
    """Two records are one door. The old id stays valid for ever (`house` §5.2)."""
    # Read again: what the caller holds may have been merged meanwhile.
    kept, merged = _final(Door.objects.get(pk=kept.pk)), _final(Door.objects.get(pk=merged.pk))
    if kept.pk == merged.pk:
        return
    if kept.entrance_id != merged.entrance_id:
        raise PlaceRefused("Ces deux portes ne sont pas derrière la même entrée.")
    Door.objects.filter(pk=merged.pk).update(merged_into=kept)
    moments = [one.erased_at for one in (kept, merged) if one.erased_at]
    if moments:
        Door.objects.filter(pk__in=[kept.pk, merged.pk]).update(erased_at=max(moments))
    # Who asked not to be visited asked for the home, whichever record it was on.
    Opposition.objects.filter(door=merged).update(door=kept)
    write_line(actor, "merge_doors", kept, merged=str(merged.pk))


def _final(door: Door) -> Door:
    while door.merged_into_id is not None:
        door = Door.objects.get(pk=door.merged_into_id)
    return door


def oppose(door: Door, since: datetime, born_of: UUID | None = None) -> Opposition:
    """ "Ne plus passer" at this door: a marker, no reason, no identity. Source: RGPD art. 21."""
    if born_of is None:
        return Opposition.objects.create(door=door, since=since)
    opposition, _ = Opposition.objects.update_or_create(
        born_of=born_of, defaults={"door": door, "lifted_at": None}, create_defaults={"door": door, "since": since}
    )
    return opposition


def lift_opposition(born_of: UUID, now: datetime) -> None:
    """The operation that made it was undone."""
    Opposition.objects.filter(born_of=born_of, lifted_at=None).update(lifted_at=now)


@transaction.atomic
def oppose_by_hand(actor: object, door: Door, now: datetime) -> None:
    """Somebody asked the association itself not to be visited: same marker, no reason, no name. Twice changes nothing."""
    if not door.oppositions.filter(lifted_at=None).exists():
        write_line(actor, "oppose_by_hand", oppose(door, now))


@transaction.atomic
def lift_by_hand(actor: object, door: Door, now: datetime) -> int:
    """The home changed its mind, or others live there now. Every marker of the door falls. Returns how many."""
    lifted = door.oppositions.filter(lifted_at=None).update(lifted_at=now)
    if lifted:
        write_line(actor, "lift_by_hand", door, lifted=lifted)
    return lifted


def set_lift(actor: object, entrances: Sequence[Entrance], has_lift: bool) -> None:
    """Say which entrances have a lift."""
    Entrance.objects.filter(pk__in=[one.pk for one in entrances]).update(has_lift=has_lift)
    write_line(actor, "set_lift", f"{len(entrances)} entrances")


@dataclass(frozen=True)
class DoorAsked:
    """A resident asked something about a door."""

    request: UUID


@transaction.atomic
def ask_about_door(
    kind: str, now: datetime, today: date, *, neighbourhood: Neighbourhood, entrance: Entrance | None = None, door: Door | None = None,
    typed: str = "", until: date | None = None, request_id: UUID | None = None, actor: object = "resident", way: str = "public", asker: str = "",
) -> DoorRequest:  # fmt: skip
    """What somebody asks, without a name: on the public pages, or of the association (`way`). A known door that wants no visit gets
    its marker at once.

    `until`: the last day of the mission, for "not this time". The same `request_id` again gives the request that exists: a
    form may be sent twice. Raises `PlaceRefused` when no door is said.
    """
    known = DoorRequest.objects.filter(pk=request_id).first() if request_id else None
    if known is not None:
        return known
    typed = " ".join(typed.split())[:120]
    if door is None and not typed:
        raise PlaceRefused("Dites quelle porte.")
    if kind == DoorRequest.Kind.PAUSE and until is None:
        raise PlaceRefused("Aucune mission n’est en cours ici.")
    made = DoorRequest.objects.create(
        pk=request_id or new_id(), receipt=_new_receipt(), kind=kind, neighbourhood=neighbourhood, entrance=entrance, door=door,
        typed="" if door else typed, until=until if kind == DoorRequest.Kind.PAUSE else None, made_at=now, due_on=due_day(kind, today), way=way, asker=asker,
    )  # fmt: skip
    if door is not None:
        _settle(made, now)
    write_line(actor, "ask_about_door", made, kind=kind, found=door is not None)
    announce(DoorAsked(made.pk))
    return made


def _new_receipt() -> str:
    while True:
        receipt = random_code(RECEIPT_PAYLOAD)
        if not DoorRequest.objects.filter(receipt=receipt).exists():
            return receipt


def _settle(request: DoorRequest, now: datetime) -> None:
    """The door is known: it is marked, if that is what was asked."""
    if request.kind not in (DoorRequest.Kind.STOP, DoorRequest.Kind.PAUSE) or request.door is None:
        return
    opposition = oppose(request.door, now, born_of=request.pk)
    Opposition.objects.filter(pk=opposition.pk).update(until=request.until)
    request.closed_at, request.answer = now, DoorRequest.Answer.DONE
    request.save(update_fields=["closed_at", "answer"])


@transaction.atomic
def find_door(actor: object, request: DoorRequest, door: Door, now: datetime) -> None:
    """Somebody found which door was meant. How it was written is forgotten. Raises `PlaceRefused`."""
    request = _open_request(request)
    if request.door_id is not None:
        raise PlaceRefused("La porte de cette demande est déjà connue.")
    request.door, request.entrance, request.typed = door, door.entrance, ""
    request.save(update_fields=["door", "entrance", "typed"])
    _settle(request, now)
    write_line(actor, "find_door", request)


@transaction.atomic
def note_proof(actor: object, request: DoorRequest, *, proof: str, asker: str, today: date) -> None:
    """How we know that who asks lives there. A word, never a copy of a paper. Raises `PlaceRefused`."""
    row = _open_request(request)
    if proof not in DoorRequest.Proof.values or asker not in DoorRequest.Asker.values:
        raise PlaceRefused("Dites qui demande, et comment vous savez que cette personne habite là.")
    if row.door_id is None:
        raise PlaceRefused("Trouvez d’abord la porte.")
    row.proof, row.asker, row.proof_on = proof, asker, today
    row.save(update_fields=["proof", "asker", "proof_on"])
    write_line(actor, "note_proof", row, proof=proof, asker=asker)


@transaction.atomic
def mark_erased(doors: Collection[UUID], moment: datetime) -> None:
    """What was said at these doors before that moment is erased, and stays so when it comes again."""
    Door.objects.filter(pk__in=doors).update(erased_at=moment)


@transaction.atomic
def answer_request(actor: object, request: DoorRequest, answer: str, now: datetime) -> None:
    """Close a request with one of its coded answers; whoever has the receipt reads it. Raises `PlaceRefused`."""
    request = _open_request(request)
    if answer not in ANSWERS[request.kind] or (answer == DoorRequest.Answer.DONE and request.door_id is None):
        raise PlaceRefused("Choisissez une réponse qui va avec la demande.")
    if answer in NEEDS_PROOF and not request.is_proven:
        raise PlaceRefused("Dites d’abord comment vous savez que la personne habite là.")
    if answer == DoorRequest.Answer.ERASED and (
        request.door is None or not request.door.erased_at or request.door.erased_at < request.made_at
    ):
        raise PlaceRefused("Rien n’a encore été effacé à cette porte : effacez d’abord.")
    request.closed_at, request.answer, request.typed = now, answer, ""
    request.save(update_fields=["closed_at", "answer", "typed"])
    write_line(actor, "answer_request", request, answer=answer)


def _open_request(request: DoorRequest) -> DoorRequest:
    found = DoorRequest.objects.select_for_update().get(pk=request.pk)
    if not found.is_waiting:
        raise PlaceRefused("Cette demande est déjà close.")
    return found


@transaction.atomic
def withdraw_request(actor: object, request: DoorRequest, now: datetime) -> None:
    """Whoever holds the receipt changed their mind. Its marker falls; others on the same door stay. Twice changes nothing."""
    request = DoorRequest.objects.select_for_update().get(pk=request.pk)
    if request.withdrawn_at is not None:
        return
    request.withdrawn_at, request.typed = now, ""
    request.save(update_fields=["withdrawn_at", "typed"])
    lift_opposition(request.pk, now)
    write_line(actor, "withdraw_request", request)


def lift_ended_pauses(now: datetime, today: date) -> str:
    """Lift the markers of "not this time" whose last day is over. Returns how many, for the list of jobs."""
    lifted = Opposition.objects.filter(lifted_at=None, until__lt=today).update(lifted_at=now)
    return f"{lifted} portes"


def forget_requests(now: datetime) -> str:
    """Forget requests that were closed or taken back more than a year ago. Source: security §4, line 8."""
    old = now - KEPT
    gone, _ = DoorRequest.objects.filter(Q(closed_at__lt=old) | Q(withdrawn_at__lt=old)).delete()
    return f"{gone} demandes"
