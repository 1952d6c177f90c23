"""What a phone carries of training: sessions to come, those to sign or to say a word about, what was followed, what remains."""

from datetime import date, timedelta
from typing import Any

from palier.missions.api import trainings_asked
from palier.people.api import Site, Voisin
from palier.teams.api import Attendance, booklet_of, plans_of, sessions_of

AHEAD = timedelta(days=60)
# As long as it may be signed (teams.rules.sessions).
BEHIND = timedelta(days=45)


def training_for(voisin: Voisin, site: Site, today: date) -> dict[str, Any]:
    """`training` of the download (contract/README.md): always whole."""
    needed = {module.pk: module for _, modules in trainings_asked(site, today) for module in modules}
    plan = plans_of([voisin], site.organisation, needed.values(), today)[0]
    booklet = booklet_of(voisin)
    return {
        "sessions": [_session(one) for one in sessions_of(voisin, today - BEHIND, today + AHEAD)],
        "followed": {"count": len(booklet.followed), "minutes": booklet.minutes},
        "lacks": [{"title": one.title, "planned": one.pk in plan.planned} for one in plan.lacks],
    }


def _session(one: Attendance) -> dict[str, Any]:
    session = one.session
    by = " · ".join(text for text in (session.trainer, session.partner.name if session.partner else "") if text)
    return {
        "id": str(session.pk), "attendance": str(one.pk), "title": session.module.title, "by": by, "place": session.place, "day": session.day.isoformat(),
        "from": session.starts_at.strftime("%H:%M"), "to": session.ends_at.strftime("%H:%M"),
        "state": "cancelled" if session.cancelled_at else one.state, "signed": one.signed_at is not None,
        "op": str(one.op) if one.op else None, "rev": one.rev, "answered": one.answered,
    }  # fmt: skip
