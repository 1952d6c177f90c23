"""What writes a bilan: opened on frozen figures, written part by part, sent, approved by two people."""

from datetime import datetime, timedelta

from django.db import transaction

from palier.common.journal import write_line
from palier.impact.models import Bilan, BilanText, Release, Words
from palier.impact.rules.axes import AXES
from palier.impact.rules.sections import BY_CODE, lacking, may_approve, parts_of, too_long
from palier.missions.api import Mission
from palier.people.api import Account
from palier.visits.api import forgotten_missions

# What one person types within five minutes is one step back, not twenty.
ONE_GO = timedelta(minutes=5)


class BilanRefused(Exception):
    """The change cannot be; `problems` says why, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def open_bilan(actor: Account, mission: Mission, number: int, now: datetime) -> Bilan:
    """The bilan being written; a new one, or a next version of the approved one. Raises `BilanRefused` without frozen figures."""
    Mission.objects.select_for_update().get(pk=mission.pk)
    release = _figures(mission, number)
    if release is None and number == 2 and forgotten_missions().filter(pk=mission.pk).exists():
        # Six months later what was said at the doors is erased: nothing new can be counted there, and the figures that are out still stand.
        release = mission.releases.last()
    if release is None:
        raise BilanRefused(["Figez d’abord les chiffres : le bilan n’en montre pas d’autres."])
    last = mission.bilans.filter(number=number).last()
    if last is not None and last.state != Bilan.State.APPROVED:
        return last
    made = Bilan.objects.create(
        mission=mission, number=number, version=last.version + 1 if last else 1, release=release, made_by=actor, made_at=now,
        texts=last.texts if last else {}, axis=last.axis if last else "",
    )  # fmt: skip
    write_line(actor, "open_bilan", made, number=number, version=made.version)
    return made


def _figures(mission: Mission, number: int) -> Release | None:
    """The last frozen figures that a bilan of this number may show."""
    kinds = [Release.Kind.FOLLOW_UP] if number == 2 else [Release.Kind.INTERIM, Release.Kind.FINAL]
    return mission.releases.filter(kind__in=kinds).last()


def _drafted(bilan: Bilan) -> Bilan:
    found = Bilan.objects.select_for_update().get(pk=bilan.pk)
    if found.state == Bilan.State.APPROVED:
        raise BilanRefused(["Ce bilan est approuvé : il ne change plus. Ouvrez une nouvelle version."])
    return found


@transaction.atomic
def write_part(actor: Account, bilan: Bilan, part: str, text: str, now: datetime) -> Bilan:
    """Write one part; what it said before is kept. A bilan that was sent comes back to writing. Raises `BilanRefused`; nothing is lost."""
    found = _drafted(bilan)
    if part not in {one.code for one in parts_of(found.number)}:
        raise BilanRefused(["Cette partie n’existe pas."])
    text = text.replace("\r\n", "\n").strip()
    if problem := too_long(part, text):
        raise BilanRefused([problem])
    before = found.texts.get(part, "")
    if before == text:
        return found
    last = found.history.filter(part=part).order_by("-id").first()
    if last is None or last.written_by_id != actor.pk or now - last.written_at > ONE_GO:
        BilanText.objects.create(bilan=found, part=part, text=before, written_by=actor, written_at=now)
    found.texts = {**found.texts, part: text}
    _back_to_writing(found)
    found.save()
    write_line(actor, "write_bilan", found, part=part)
    return found


def _back_to_writing(bilan: Bilan) -> None:
    # Who approved did so of other words.
    bilan.state, bilan.submitted_at, bilan.first_approver, bilan.first_at = Bilan.State.DRAFT, None, None, None


@transaction.atomic
def put_back(actor: Account, bilan: Bilan, part: str, now: datetime) -> str:
    """One step back in a part; gives what it says again. Raises `BilanRefused` when there is none."""
    found = _drafted(bilan)
    step = found.history.filter(part=part).order_by("-id").first()
    if step is None or part not in BY_CODE:
        raise BilanRefused(["Il n’y a rien avant."])
    found.texts = {**found.texts, part: step.text}
    step.delete()
    _back_to_writing(found)
    found.save()
    write_line(actor, "put_back_bilan", found, part=part)
    return step.text


@transaction.atomic
def set_axis(actor: Account, bilan: Bilan, axis: str) -> None:
    """The axis of the property-tax programme that a landlord reports this mission under; empty: none. Raises `BilanRefused`."""
    found = _drafted(bilan)
    if axis and axis not in AXES:
        raise BilanRefused(["Cet axe n’existe pas."])
    found.axis = axis
    found.save(update_fields=["axis"])
    write_line(actor, "set_bilan_axis", found, axis=axis)


@transaction.atomic
def take_figures(actor: Account, bilan: Bilan) -> Release:
    """The last frozen figures instead of those it was opened on. Raises `BilanRefused` when there are none newer."""
    found = _drafted(bilan)
    last = _figures(found.mission, found.number)
    if last is None or last.pk == found.release_id:
        raise BilanRefused(["Ce sont déjà les derniers chiffres figés."])
    found.release = last
    _back_to_writing(found)
    found.save()
    write_line(actor, "take_figures", found, release=last.number)
    return last


@transaction.atomic
def submit_bilan(actor: Account, bilan: Bilan, now: datetime) -> None:
    """Send it to be read by others. Raises `BilanRefused` with what is lacking."""
    found = _drafted(bilan)
    waiting = found.mission.words.filter(state=Words.State.TO_CHECK).count() if found.number == 1 else 0
    if problems := lacking(found.number, found.texts, waiting):
        raise BilanRefused(problems)
    found.state, found.submitted_at = Bilan.State.SUBMITTED, now
    found.save(update_fields=["state", "submitted_at"])
    write_line(actor, "submit_bilan", found)


@transaction.atomic
def send_back(actor: Account, bilan: Bilan) -> None:
    """Back to writing: something is to change before it is approved. Raises `BilanRefused`."""
    found = _drafted(bilan)
    _back_to_writing(found)
    found.save()
    write_line(actor, "send_back_bilan", found)


@transaction.atomic
def approve_bilan(actor: Account, bilan: Bilan, now: datetime) -> Bilan:
    """One of the two approvals; with the second, words and parts are frozen. Raises `BilanRefused` (AZ-13, two different people)."""
    found = _drafted(bilan)
    if found.state != Bilan.State.SUBMITTED:
        raise BilanRefused(["Envoyez-le d’abord à relire."])
    if found.first_approver_id is None:
        found.first_approver, found.first_at = actor, now
    elif may_approve(found.state, found.first_approver_id, actor.pk):
        _freeze(found, actor, now)
    else:
        raise BilanRefused(["Vous l’avez déjà approuvé : il faut une deuxième personne."])
    found.save()
    write_line(actor, "approve_bilan", found, second=found.state == Bilan.State.APPROVED)
    return found


def _freeze(bilan: Bilan, actor: Account, now: datetime) -> None:
    bilan.state, bilan.second_approver, bilan.approved_at = Bilan.State.APPROVED, actor, now
    if bilan.number == 1:
        checked = bilan.mission.words.filter(state=Words.State.CHECKED)
        bilan.words = [{"text": one.text, "theme": one.theme} for one in checked.order_by("theme", "text")]
    bilan.history.all().delete()
