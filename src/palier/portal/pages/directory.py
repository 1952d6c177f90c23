"""A local actor's own entry in the directory: hours, phone, what to know. Phones of voisins carry it at their next contact."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from palier.common.dialling import shown_number
from palier.partners.api import StructureRefused, change_structure
from palier.portal.scope import Visitor, portal_page

# What a local actor keeps by itself: not its name, its kind nor its place, which others recognise it by.
FIELDS = ("phone", "email", "website", "opening", "hours", "remark")


@portal_page
def entries(visitor: Visitor) -> HttpResponse:
    """What the directory says of us."""
    found = [
        (seat, seat.structure, shown_number(seat.structure.phone), _services(seat.structure)) for seat in visitor.seats if seat.structure
    ]
    return visitor.show("directory.html", entries=found)


def _services(structure: object) -> list[str]:
    return [one.name for one in structure.services.filter(closed_at=None)]  # type: ignore[attr-defined]


@portal_page
def edit(visitor: Visitor, seat_id: UUID) -> HttpResponse:
    """Correct it. What is corrected here is left alone by the next import."""
    seat = next((one for one in visitor.seats if one.pk == seat_id and one.structure), None)
    if seat is None or seat.structure is None:
        raise Http404
    structure, problem, post = seat.structure, "", visitor.request.POST
    typed = {name: getattr(structure, name, "") for name in FIELDS} | {"phone": shown_number(structure.phone)}
    if visitor.request.method == "POST":
        typed = {name: post.get(name, "") for name in FIELDS}
        try:
            change_structure(visitor.account, structure, typed)
        except StructureRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(visitor.request, "C’est à jour. Les voisins l’auront à leur prochaine connexion.")
            return redirect("portal_directory")
    return visitor.show("entry.html", status=400 if problem else 200, structure=structure, typed=typed, problem=problem)
