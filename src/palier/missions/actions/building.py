"""The workspace of a mission: versions of each part, comments, approvals, kits. The commissioner comments and agrees; it writes nothing."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from palier.common.journal import write_line
from palier.missions.actions.mission import MissionRefused, save_questionnaire, set_guide, set_handouts
from palier.missions.building import MessageKit, PartApproval, PartComment, PartVersion
from palier.missions.models import Mission
from palier.missions.queries import questionnaire_in_use
from palier.missions.queries.built import latest_part, latest_parts
from palier.missions.rules.parts import LONGEST, PARTS, SIDES
from palier.missions.rules.stages import is_before
from palier.people.api import Account


def _check_open(mission: Mission) -> None:
    if mission.stage == Mission.Stage.CLOSED or mission.refused_at is not None:
        raise MissionRefused(["Cette mission est terminée : ses textes ne changent plus."])


@transaction.atomic
def write_part(actor: Account, mission: Mission, part: str, text: str, now: datetime, *, upon: int | None = None) -> PartVersion:
    """A new version of a part; the same words again change nothing. Raises `MissionRefused`.

    `upon`: the version that was on the screen; when somebody wrote another meanwhile, nothing is overwritten silently.
    """
    text = text.replace("\r\n", "\n").strip()
    _check_open(mission)
    if part not in PARTS:
        raise MissionRefused(["Cette partie n’existe pas."])
    if not text:
        raise MissionRefused(["Il n’y a rien d’écrit."])
    if len(text) > LONGEST:
        raise MissionRefused([f"C’est trop long : {LONGEST} signes au plus."])
    Mission.objects.select_for_update().get(pk=mission.pk)
    last = latest_part(mission, part)
    if last is not None and last.text == text:
        return last
    if upon is not None and upon != (last.number if last else 0):
        raise MissionRefused(["Quelqu’un a écrit une autre version entre-temps. Relisez-la, puis reprenez vos mots."])
    made = PartVersion.objects.create(
        mission=mission, part=part, number=(last.number if last else 0) + 1, text=text, made_by=actor if isinstance(actor, Account) else None,
        made_at=now,
    )  # fmt: skip
    write_line(actor, "write_part", made, part=part, number=made.number)
    return made


@transaction.atomic
def comment_part(
    actor: object, mission: Mission, part: str, *, side: str, by: str, words: str, now: datetime, account: Account | None = None
) -> PartComment:
    """A remark by one side. The portal calls it with `side="commissioner"`; the desk notes those of voisins. Raises `MissionRefused`."""
    _check_open(mission)
    words, by = words.strip(), by.strip()
    if part not in PARTS or side not in SIDES:
        raise MissionRefused(["Cette partie n’existe pas."])
    if not words or not by:
        raise MissionRefused(["Écrivez la remarque et dites de qui elle vient."])
    last = latest_part(mission, part)
    made = PartComment.objects.create(
        mission=mission,
        part=part,
        number=last.number if last else 0,
        side=side,
        by=by[:80],
        words=words[:600],
        account=account,
        made_at=now,
    )
    write_line(actor, "comment_part", made, part=part, side=side)
    return made


@transaction.atomic
def settle_comment(actor: Account, comment: PartComment, now: datetime | None) -> None:
    """It was answered, or not any more (`now` None)."""
    comment.settled_at = now
    comment.save(update_fields=["settled_at"])
    write_line(actor, "settle_comment", comment, settled=now is not None)


@transaction.atomic
def approve_part(actor: object, version: PartVersion, *, side: str, by: str, now: datetime, account: Account | None = None) -> PartApproval:
    """One side agrees to this version. Only the latest can be agreed to. Raises `MissionRefused`."""
    _check_open(version.mission)
    if side not in SIDES or not by.strip():
        raise MissionRefused(["Dites qui approuve."])
    last = latest_part(version.mission, version.part)
    if last is None or last.pk != version.pk:
        raise MissionRefused(["Une version plus récente existe : c’est elle qui s’approuve."])
    try:
        with transaction.atomic():
            made = PartApproval.objects.create(version=version, side=side, by=by.strip()[:80], account=account, made_at=now)
    except IntegrityError:
        return PartApproval.objects.get(version=version, side=side)
    write_line(actor, "approve_part", version, part=version.part, side=side)
    return made


@transaction.atomic
def withdraw_approval(actor: Account, approval: PartApproval) -> None:
    """One side changes its mind before the agreement is signed. Raises `MissionRefused` afterwards."""
    mission = approval.version.mission
    if mission.agreements.filter(signed_on__isnull=False).exists():
        raise MissionRefused(["La convention est signée : écrivez une nouvelle version."])
    write_line(actor, "withdraw_approval", approval.version, side=approval.side)
    approval.delete()


@transaction.atomic
def save_kit(actor: Account, mission: Mission, title: str, now: datetime) -> MessageKit:
    """Keep what was built so that it may serve again. A kit of the same title is replaced by the new one. Raises `MissionRefused`."""
    title = title.strip()[:120]
    questionnaire = questionnaire_in_use(mission)
    parts = {part: one.text for part, one in latest_parts(mission).items() if part != "perimeter"}
    content: dict[str, Any] = {
        "parts": parts, "guide": mission.guide, "handouts": mission.handouts, "questionnaire": questionnaire.definition if questionnaire else None,
    }  # fmt: skip
    if not title:
        raise MissionRefused(["Donnez un titre au kit."])
    if not parts and not (mission.guide or {}).get("steps"):
        raise MissionRefused(["Il n’y a encore ni texte ni guide à garder."])
    organisation = mission.site.organisation
    MessageKit.objects.filter(organisation=organisation, title=title, retired_at=None).update(retired_at=now)
    kit = MessageKit.objects.create(
        organisation=organisation, theme=mission.theme, title=title, content=content, mission=mission, made_by=actor, made_at=now
    )
    write_line(actor, "save_kit", kit)
    return kit


@transaction.atomic
def retire_kit(actor: Account, kit: MessageKit, now: datetime) -> None:
    """It is not proposed any more; missions that started from it keep their texts."""
    kit.retired_at = now
    kit.save(update_fields=["retired_at"])
    write_line(actor, "retire_kit", kit)


@transaction.atomic
def start_from_kit(actor: Account, mission: Mission, kit: MessageKit, now: datetime) -> list[str]:
    """Take from a kit what the mission has not written yet; what it has is never overwritten. Gives the names of what was taken.

    Raises `MissionRefused` once the mission is in the field, or for another association's kit.
    """
    if not is_before(mission.stage, Mission.Stage.READY):
        raise MissionRefused(["La mission est prête ou partie : ses textes ne se remplacent plus d’un coup."])
    if kit.organisation_id != mission.site.organisation_id:
        raise MissionRefused(["Ce kit n’est pas de l’association."])
    taken, written = [], latest_parts(mission)
    for part, text in kit.content.get("parts", {}).items():
        if part in PARTS and part not in written:
            write_part(actor, mission, part, text, now)
            taken.append(PARTS[part])
    guide = kit.content.get("guide") or {}
    if guide.get("steps") and not (mission.guide or {}).get("steps"):
        set_guide(actor, mission, {key: value for key, value in guide.items() if key != "version"})
        taken.append("Guide")
    if kit.content.get("handouts") and not mission.handouts:
        set_handouts(actor, mission, kit.content["handouts"])
        taken.append("Ce qu’on laisse")
    if kit.content.get("questionnaire") and questionnaire_in_use(mission) is None:
        save_questionnaire(actor, mission, kit.content["questionnaire"])
        taken.append("Questionnaire")
    write_line(actor, "start_from_kit", mission, kit=str(kit.pk), taken=len(taken))
    return taken
