"""A local actor recommends somebody, without an account, with her agreement. What is written is sealed at once.

In French only: it is written by people whose work is in French, and its words are not for the voisins who translate.
"""

from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect

from palier.common.french import LANGUAGES
from palier.doorway.networks import count_try, seconds_to_wait
from palier.doorway.pages.frame import Visit, public_page
from palier.people.api import Site
from palier.teams.api import NEVER_WRITTEN, TeamRefused, recommend
from palier.visits.api import doubts_in

FREE = 4
WORDS = ("first_name", "last_name", "phone", "email", "by", "by_where", "by_reach", "why")


@public_page("GET", "POST")
def recommend_page(visit: Visit) -> HttpResponse:
    """The form; kept once, however often it is sent."""
    sites = list(Site.objects.select_related("organisation").order_by("name"))
    asked = visit.request.POST
    chosen = next((one for one in sites if str(one.pk) == (asked.get("site") or visit.request.GET.get("site"))), None)
    chosen = sites[0] if len(sites) == 1 else chosen
    typed = {name: asked.get(name, "").strip() for name in WORDS}
    problem = ""
    if visit.request.method == "POST":
        problem = _problem(chosen, typed, bool(asked.get("agreed")))
        if not problem and chosen is not None:
            return _keep(visit, chosen, typed)
    return visit.show(
        "recommend.html", chosen.organisation if chosen else None, status=400 if problem else 200, sites=sites, site=chosen, typed=typed,
        problem=problem, agreed=bool(asked.get("agreed")), spoken=asked.getlist("languages"), once=_once(visit),
        spoken_here=[(code, name) for code, name in LANGUAGES.items() if code != "other"],
    )  # fmt: skip


def _problem(site: Site | None, typed: dict[str, str], agreed: bool) -> str:
    if site is None:
        return "Choisissez le quartier."
    if not agreed:
        return "Demandez d’abord à la personne : sans son accord, rien ne peut être envoyé."
    if not typed["by"] or not typed["by_reach"]:
        return "Dites qui vous êtes et comment vous joindre : nous vous répondrons."
    word = next((doubt.found for doubt in doubts_in(typed["why"]) if doubt.kind in NEVER_WRITTEN), "")
    if word:
        return f"« {word} » : ni santé, ni religion, ni origine, ni opinion. Dites ce que vous l’avez vue faire."
    return ""


def _once(visit: Visit) -> str:
    try:
        return str(UUID(visit.request.POST.get("once", "")))
    except ValueError:
        return str(uuid4())


def _keep(visit: Visit, site: Site, typed: dict[str, str]) -> HttpResponse:
    wait = seconds_to_wait("recommend", visit.request, FREE)
    if wait:
        response = visit.show("wait.html", status=429, seconds=wait, again="")
        response["Retry-After"] = str(wait)
        return response
    count_try("recommend", visit.request)
    try:
        recommend(
            "public", site, typed, visit.today(site.time_zone), way="form", agreed=True, languages=visit.request.POST.getlist("languages"),
            candidate_id=UUID(_once(visit)),
        )  # fmt: skip
    except TeamRefused as refusal:
        return visit.show(
            "recommend.html", site.organisation, status=400, sites=[site], site=site, typed=typed, problem=str(refusal), agreed=True,
            spoken=visit.request.POST.getlist("languages"), once=_once(visit),
            spoken_here=[(code, name) for code, name in LANGUAGES.items() if code != "other"],
        )  # fmt: skip
    response = HttpResponseRedirect(visit.link("recommended"))
    response.status_code = 303
    return response


@public_page("GET")
def recommended(visit: Visit) -> HttpResponse:
    """What happens next, and for how long it is kept."""
    return visit.show("recommended.html")
