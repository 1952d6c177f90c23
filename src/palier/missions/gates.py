"""The only way from an id to a mission and to what it is built with."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.missions.building import (
    Agreement,
    Announcement,
    GuideTest,
    HeardNeed,
    MessageKit,
    PartApproval,
    PartComment,
    PartVersion,
)
from palier.missions.models import Mission
from palier.people.api import Account, sites_for


def missions_for(account: Account) -> QuerySet[Mission]:
    """The missions of the sites in scope, newest first."""
    return Mission.objects.filter(site__in=sites_for(account)).select_related("site", "commissioner")


def mission_for(account: Account, mission_id: UUID | str) -> Mission:
    """The mission, or 404."""
    return get_object_or_404(missions_for(account), pk=mission_id)


def part_version_for(account: Account, version_id: UUID | str) -> PartVersion:
    """A version of a part of a mission in scope, or 404."""
    return get_object_or_404(PartVersion.objects.select_related("mission__site"), pk=version_id, mission__in=missions_for(account))


def approval_for(account: Account, approval_id: int | str) -> PartApproval:
    """An approval, or 404."""
    return get_object_or_404(
        PartApproval.objects.select_related("version__mission"), pk=approval_id, version__mission__in=missions_for(account)
    )


def comment_for(account: Account, comment_id: UUID | str) -> PartComment:
    """A comment, or 404."""
    return get_object_or_404(PartComment.objects.select_related("mission"), pk=comment_id, mission__in=missions_for(account))


def agreement_for(account: Account, agreement_id: UUID | str) -> Agreement:
    """A version of an agreement, or 404."""
    return get_object_or_404(
        Agreement.objects.select_related("mission__site__organisation"), pk=agreement_id, mission__in=missions_for(account)
    )


def guide_test_for(account: Account, test_id: UUID | str) -> GuideTest:
    """A trial of a guide, or 404."""
    return get_object_or_404(GuideTest.objects.select_related("mission"), pk=test_id, mission__in=missions_for(account))


def announcement_for(account: Account, announcement_id: UUID | str) -> Announcement:
    """Posters put up, or 404."""
    return get_object_or_404(Announcement.objects.select_related("mission"), pk=announcement_id, mission__in=missions_for(account))


def heard_need_for(account: Account, heard_id: UUID | str) -> HeardNeed:
    """A need told outside the doors, or 404."""
    return get_object_or_404(HeardNeed, pk=heard_id, site__in=sites_for(account))


def kit_for(account: Account, kit_id: UUID | str) -> MessageKit:
    """A kit of the association, or 404."""
    return get_object_or_404(MessageKit, pk=kit_id, organisation=account.organisation_id)
