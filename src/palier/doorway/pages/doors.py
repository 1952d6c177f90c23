"""A door: who comes here, not to be visited any more, what is kept; and the receipt."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from palier.common.codes import shown_code
from palier.doorway.networks import count_try, seconds_to_wait
from palier.doorway.pages.frame import Visit, public_page
from palier.doorway.words import day_in, hour_in
from palier.missions.api import missions_at
from palier.people.api import Site
from palier.places.api import (
    Door,
    DoorRequest,
    Entrance,
    Neighbourhood,
    ask_about_door,
    doors_of,
    entrances_named,
    floor_word,
    read_receipt,
    request_by_receipt,
    withdraw_request,
)
from palier.tours.api import tours_at

ASKS_FREE = 6
DAYS_SHOWN = timedelta(days=14)
Kind = DoorRequest.Kind


def _neighbourhoods() -> list[Neighbourhood]:
    return list(Neighbourhood.objects.filter(sites__isnull=False).distinct().order_by("name"))


def _entrance(entrance: UUID) -> tuple[Entrance, Site]:
    """A living entrance where a team works, and its site; else 404."""
    known = Entrance.objects.filter(removed_at=None, building__removed_at=None)
    found = get_object_or_404(known.select_related("building__neighbourhood"), pk=entrance)
    site = Site.objects.filter(neighbourhoods=found.building.neighbourhood).select_related("organisation").order_by("name").first()
    if site is None:
        raise Http404
    return found, site


@public_page("GET")
def hall(visit: Visit, entrance: UUID) -> HttpResponse:
    """What the square of a hall's poster opens: who comes, when, and how to say no."""
    found, site = _entrance(entrance)
    today = visit.today(site.time_zone)
    language = visit.speak.language
    tours = list(tours_at(found, today, today + DAYS_SHOWN))
    slots = [(day_in(language, one.day), hour_in(language, one.starts_at), hour_in(language, one.ends_at)) for one in tours]
    who = {voisin.pk: voisin for one in tours for voisin in one.voisins.all()}
    return visit.show("hall.html", site.organisation, entrance=found, slots=list(dict.fromkeys(slots)), voisins=list(who.values()))


@public_page("GET")
def search(visit: Visit) -> HttpResponse:
    """Without the hall's square: find the building by its street or its name."""
    text = visit.request.GET.get("q", "").strip()[:80]
    return visit.show("search.html", said="stop", text=text, found=entrances_named(text, _neighbourhoods()) if text else [],
                      kind=_kind(visit.request.GET.get("quoi", "")))  # fmt: skip


def _kind(text: str) -> str:
    return text if text in Kind.values else Kind.STOP


@public_page("GET", "POST")
def ask(visit: Visit, entrance: UUID) -> HttpResponse:
    """Three choices and a door; no name."""
    found, site = _entrance(entrance)
    doors = list(doors_of([found]))
    missions = list(missions_at(found, visit.today(site.time_zone)))
    until = max((one.ends_on for one in missions), default=None)
    problem = ""
    if visit.request.method == "POST":
        door, typed = _door_in(visit, doors)
        kind = visit.request.POST.get("kind", "")
        if kind not in Kind.values or (kind == Kind.PAUSE and until is None):
            problem = "ask.missing_choice"
        elif door is None and not typed:
            problem = "ask.missing_door"
        else:
            return _asked(
                visit, kind, site, neighbourhood=found.building.neighbourhood, entrance=found, door=door, typed=typed, until=until
            )
    return visit.show(
        "ask.html", site.organisation, said="stop", status=400 if problem else 200, entrance=found, floors=_floors(doors), only=doors[0] if found.is_house and
        len(doors) == 1 else None, until=day_in(visit.speak.language, until) if until else "", kind=_kind(visit.request.POST.get("kind", "")
        or visit.request.GET.get("quoi", "")), problem=problem, chosen_door=visit.request.POST.get("door", ""),
        typed=visit.request.POST.get("typed", ""), once=_once(visit),
    )  # fmt: skip


def _floors(doors: list[Door]) -> list[tuple[str, list[Door]]]:
    floors: dict[int, list[Door]] = {}
    for door in doors:
        floors.setdefault(door.floor, []).append(door)
    return [(floor_word(floor), floors[floor]) for floor in sorted(floors)]


def _door_in(visit: Visit, doors: list[Door]) -> tuple[Door | None, str]:
    """The door that was picked from the list, or else what was written."""
    picked = next((one for one in doors if str(one.pk) == visit.request.POST.get("door")), None)
    return picked, visit.request.POST.get("typed", "").strip()[:120]


def _once(visit: Visit) -> str:
    """What makes the same form, sent twice, one request: nobody else can know it."""
    try:
        return str(UUID(visit.request.POST.get("once", "")))
    except ValueError:
        return str(uuid4())


def _asked(visit: Visit, kind: str, site: Site | None, **place: object) -> HttpResponse:
    wait = seconds_to_wait("ask", visit.request, ASKS_FREE)
    if wait:
        response = visit.show("wait.html", status=429, seconds=wait, again="")
        response["Retry-After"] = str(wait)
        return response
    count_try("ask", visit.request)
    today = visit.today(site.time_zone if site else "Europe/Paris")
    made = ask_about_door(kind, visit.now, today, request_id=UUID(_once(visit)), **place)  # type: ignore[arg-type]
    response = HttpResponseRedirect(visit.link("receipt", made.receipt))
    response.status_code = 303
    return response


@public_page("GET", "POST")
def ask_elsewhere(visit: Visit) -> HttpResponse:
    """The address is in no list: it is written, and a person looks for it."""
    neighbourhoods = _neighbourhoods()
    asked = visit.request.POST
    chosen = next((one for one in neighbourhoods if str(one.pk) == asked.get("neighbourhood")), None)
    chosen = neighbourhoods[0] if len(neighbourhoods) == 1 else chosen
    problem = ""
    if visit.request.method == "POST":
        kind = asked.get("kind", "")
        if kind not in Kind.values or kind == Kind.PAUSE:
            problem = "ask.missing_choice"
        elif chosen is None or not asked.get("typed", "").strip():
            problem = "ask.missing_door"
        else:
            site = Site.objects.filter(neighbourhoods=chosen).first()
            return _asked(visit, kind, site, neighbourhood=chosen, typed=asked.get("typed", ""))
    return visit.show("elsewhere.html", said="stop", status=400 if problem else 200, neighbourhoods=neighbourhoods, neighbourhood=chosen, problem=problem,
                      kind=_kind(asked.get("kind", "") or visit.request.GET.get("quoi", "")), once=_once(visit),
                      typed=asked.get("typed", "") or visit.request.GET.get("q", "")[:80])  # fmt: skip


@public_page("GET")
def follow(visit: Visit) -> HttpResponse:
    """The number received, typed."""
    written = visit.request.GET.get("n", "")
    if not written.strip():
        return visit.show("follow.html", number="", problem="")
    code = read_receipt(written)
    if code:
        return HttpResponseRedirect(visit.link("receipt", code))
    return visit.show("follow.html", status=404, number=written[:20], problem="receipt.unknown")


@public_page("GET")
def receipt(visit: Visit, number: str) -> HttpResponse:
    """Where a request stands: never which door."""
    found = _request(visit, number)
    if isinstance(found, HttpResponse):
        return found
    language = visit.speak.language
    return visit.show("receipt.html", asked=found, state=_state(found), number=shown_code(found.receipt), due=day_in(language, found.due_on),
                      until=day_in(language, found.until) if found.until else "", fresh=visit.now - found.made_at < timedelta(minutes=10))  # fmt: skip


def _request(visit: Visit, number: str) -> DoorRequest | HttpResponse:
    """The request of this number, or the page that says why not. A guess is slowed like a guess of a badge."""
    wait = seconds_to_wait("receipt", visit.request)
    if wait:
        response = visit.show("wait.html", status=429, seconds=wait, again=visit.request.get_full_path())
        response["Retry-After"] = str(wait)
        return response
    code = read_receipt(number)
    found = request_by_receipt(code) if code else None
    if found is None:
        count_try("receipt", visit.request)
        return visit.show("follow.html", status=404, number=number[:20], problem="receipt.unknown")
    return found


def _state(asked: DoorRequest) -> str:
    """The key of the sentence that says where it stands."""
    if asked.withdrawn_at is not None:
        return "receipt.withdrawn"
    if asked.closed_at is None:
        return "receipt.searching" if asked.kind in (Kind.STOP, Kind.PAUSE) else "receipt.waiting"
    return f"receipt.{asked.kind if asked.answer == DoorRequest.Answer.DONE else asked.answer}"


@public_page("POST")
def withdraw(visit: Visit, number: str) -> HttpResponse:
    """Whoever holds the number changes their mind."""
    found = _request(visit, number)
    if isinstance(found, HttpResponse):
        return found
    withdraw_request("resident", found, visit.now)
    response = HttpResponseRedirect(visit.link("receipt", found.receipt))
    response.status_code = 303
    return response
