"""The only way from an id to a recording or a sound. Outside your scope nothing exists: 404."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from palier.people.api import Account, Device, Site, sites_for
from palier.voices.models import Recording, Sound


def recordings_for(account: Account) -> QuerySet[Recording]:
    """Every recording of the sites in scope."""
    return Recording.objects.filter(site__in=sites_for(account)).select_related("voisin", "account", "mission", "sound")


def recording_for_desk(account: Account, recording_id: UUID | str) -> Recording:
    """One that still has its sound, or 404."""
    return get_object_or_404(recordings_for(account), pk=recording_id, sound__isnull=False)


def sound_for_site(site: Site, sha256: str) -> Sound | None:
    """A sound that a site listens to (public pages play those of common sentences); None otherwise."""
    return Sound.objects.filter(recordings__state=Recording.State.HEARD, recordings__site=site, sha256=sha256).distinct().first()


def sound_for_phone(device: Device, sha256: str) -> Sound | None:
    """A sound that this phone may play: one that its site listens to, or its own voisin's that waits. None otherwise."""
    heard = Q(recordings__state=Recording.State.HEARD, recordings__site=device.voisin.site_id)
    own = Q(recordings__state=Recording.State.WAITING, recordings__voisin=device.voisin_id)
    return Sound.objects.filter(heard | own, sha256=sha256).distinct().first()
