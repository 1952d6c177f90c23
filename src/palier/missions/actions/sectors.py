"""What freezes the sectors of a mission."""

from datetime import datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.missions.models import Mission
from palier.missions.queries.sectors import proposed_sectors, sectors_of
from palier.missions.sectors import Sector, SectorBuilding


@transaction.atomic
def freeze_sectors(actor: object, mission: Mission, now: datetime) -> list[Sector]:
    """Freeze the proposed sectors at signature. Frozen ones stay as they are: signing again changes nothing."""
    if frozen := sectors_of(mission):
        return frozen
    for number, (name, buildings) in enumerate(proposed_sectors(mission), start=1):
        sector = Sector.objects.create(mission=mission, code=f"s{number:02}", name=name[:120], frozen_at=now)
        SectorBuilding.objects.bulk_create(SectorBuilding(mission=mission, sector=sector, building_id=one) for one in buildings)
    found = sectors_of(mission)
    write_line(actor, "freeze_sectors", mission, sectors=len(found))
    return found
