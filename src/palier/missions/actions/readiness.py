"""What is done between the signature and the first door: the guide tried by voisins, the visit announced."""

from datetime import date, datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.missions.actions.mission import MissionRefused
from palier.missions.building import Announcement, GuideTest, PartApproval, PartComment
from palier.missions.models import Mission
from palier.missions.rules.parts import BUILDERS_KEPT
from palier.people.api import Voisin


@transaction.atomic
def note_guide_test(actor: object, mission: Mission, voisin: Voisin, *, tested_on: date, today: date, said: str = "") -> GuideTest:
    """A voisin tried the guide as it is now; again on the same version only changes the day and the words. Raises `MissionRefused`."""
    version = (mission.guide or {}).get("version", 0)
    problems = []
    if voisin.site_id != mission.site_id:
        problems.append("Cette personne est d’un autre site.")
    if not version:
        problems.append("Il n’y a pas encore de guide à essayer.")
    if tested_on > today:
        problems.append("Ce jour n’est pas encore arrivé.")
    if problems:
        raise MissionRefused(problems)
    test, _ = GuideTest.objects.update_or_create(
        mission=mission, voisin=voisin, guide_version=version, defaults={"tested_on": tested_on, "said": said.strip()[:280]}
    )
    write_line(actor, "note_guide_test", test, version=version)
    return test


@transaction.atomic
def remove_guide_test(actor: object, test: GuideTest) -> None:
    """It was noted by mistake."""
    write_line(actor, "remove_guide_test", test)
    test.delete()


@transaction.atomic
def announce(actor: object, mission: Mission, *, place: str, posted_on: date, today: date) -> Announcement:
    """Posters are up: where, since when. Raises `MissionRefused`."""
    problems = []
    if not place.strip():
        problems.append("Dites où les affiches ont été posées.")
    if posted_on > today:
        problems.append("Ce jour n’est pas encore arrivé : notez-le quand c’est affiché.")
    if problems:
        raise MissionRefused(problems)
    made = Announcement.objects.create(mission=mission, place=place.strip()[:160], posted_on=posted_on)
    write_line(actor, "announce", made)
    return made


@transaction.atomic
def remove_announcement(actor: object, announcement: Announcement) -> None:
    """It was noted by mistake."""
    write_line(actor, "remove_announcement", announcement)
    announcement.delete()


def forget_builders(now: datetime) -> int:
    """A year after a mission: who tried its guide, who remarked and who agreed are forgotten; the words and the sides stay. Returns how many."""
    before = BUILDERS_KEPT.before(now.date())
    over = Mission.objects.filter(ends_on__lt=before)
    tests, _ = GuideTest.objects.filter(mission__in=over).delete()
    named = PartComment.objects.filter(mission__in=over).exclude(by="").update(by="", account=None)
    named += PartApproval.objects.filter(version__mission__in=over).exclude(by="").update(by="", account=None)
    return tests + named
