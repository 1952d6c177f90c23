"""The demo's missions to come: a need told by a school, a proposal waiting for a second opinion, one refused, one chosen, one to sign, one ready."""

from datetime import date, datetime, time, timedelta
from typing import Any

from palier.missions.api import (
    Assumptions,
    Mission,
    Payment,
    Terms,
    announce,
    approve_part,
    change_mission,
    comment_part,
    give_opinion_on,
    hear_need,
    keep_estimate,
    perimeter_door_count,
    propose_from_needs,
    save_kit,
    set_guide,
    set_perimeter,
    settle_comment,
    split_price,
    start_from_kit,
    write_agreement,
    write_part,
)
from palier.partners.api import Partner, Structure
from palier.people.api import Account, Site
from palier.places.api import Entrance
from palier.rehearsal.partnership import all_yes, walk_to
from palier.teams.api import seminars_of

ONE_STEP = {
    "code": "bonjour",
    "title": {"fr": "Se présenter"},
    "text": {"fr": "Bonjour, je suis **{prénom}**, du quartier. Je ne vends rien."},
}
HEARD = (
    ("school", 4, "Beaucoup de familles ne savent pas comment inscrire à la cantine."),
    ("rights", 9, "Les rendez-vous en ligne : on vient nous voir pour chaque dossier."),
    ("school", 20, "Les devoirs, et un endroit calme après l’école."),
    ("isolation", 31, "Les aînés sortent de moins en moins, l’ascenseur est souvent en panne."),
)


def propose(site: Site, manager: Account, second: Account, now: datetime) -> None:
    """A mission at each step before the field, as of `now` (aware). The first mission of the site gives a kit."""
    today = now.date()
    _hear(site, manager, today)
    _waiting_for_a_second_opinion(site, manager, now)
    _refused(site, manager, second, now)
    _chosen(site, manager, second, now)
    _built(site, manager, second, now)
    _to_sign(site, manager, second, now)
    _ready(site, manager, second, now)


def _hear(site: Site, manager: Account, today: date) -> None:
    structures = list(Structure.objects.filter(site=site).order_by("name")[:3])
    for number, (code, days, said) in enumerate(HEARD):
        hear_need(
            manager,
            site,
            code=code,
            heard_on=today - timedelta(days=days),
            today=today,
            said=said,
            structure=structures[number % len(structures)],
        )
    seminar = seminars_of(site).filter(held_at__isnull=False).first()
    if seminar is not None:
        hear_need(
            manager,
            site,
            code="environment",
            heard_on=seminar.day,
            today=today,
            said="Les encombrants au pied des tours, partout.",
            seminar=seminar,
        )


def _proposal(site: Site, manager: Account, codes: list[str], title: str, partner: str, today: date, starts_in: int) -> Mission:
    mission = propose_from_needs(manager, site, codes, "Demandé par des habitants aux portes, et par deux acteurs du quartier.", today)
    starts = today + timedelta(days=starts_in)
    change_mission(
        manager, mission, title=title, commissioner=Partner.objects.get(organisation=site.organisation, name=partner), starts_on=starts,
        ends_on=starts + timedelta(days=49), target_doors=180,
    )  # fmt: skip
    return mission


def _with_doors(mission: Mission, manager: Account, *buildings: str) -> None:
    found = Entrance.objects.filter(building__neighbourhood__in=mission.site.neighbourhoods.all(), building__name__in=buildings)
    set_perimeter(manager, mission, found)
    set_guide(manager, mission, {"steps": [ONE_STEP], "objections": []})


def _waiting_for_a_second_opinion(site: Site, manager: Account, now: datetime) -> None:
    mission = _proposal(site, manager, ["school"], "La cantine et l’aide aux devoirs", "Agglo Val de Rive", now.date(), 95)
    give_opinion_on(
        manager,
        mission,
        favourable=True,
        criteria=all_yes(),
        reason="Deux écoles et trente familles le demandent.",
        now=now - timedelta(days=2),
    )


def _refused(site: Site, manager: Account, second: Account, now: datetime) -> None:
    mission = _proposal(site, manager, ["environment"], "La box qui surveille le chauffage", "Eau de la Vallée", now.date(), 80)
    against: dict[str, dict[str, Any]] = {
        **all_yes(), "no_advertising": {"yes": False, "why": "On laisserait un bon de réduction pour un appareil."},
        "independent": {"yes": False, "why": "Le message est écrit d’avance par le fabricant."},
    }  # fmt: skip
    for who, reason, days in (
        (manager, "Les voisins deviendraient des vendeurs.", 40),
        (second, "Contraire à la charte : un produit à vendre.", 38),
    ):
        give_opinion_on(who, mission, favourable=False, criteria=against, reason=reason, now=now - timedelta(days=days))


def _chosen(site: Site, manager: Account, second: Account, now: datetime) -> None:
    mission = _proposal(site, manager, ["isolation"], "Prendre des nouvelles des aînés", "Caisse de solidarité", now.date(), 70)
    walk_to("selected", mission, manager, second, now - timedelta(days=9))


def _built(site: Site, manager: Account, second: Account, now: datetime) -> None:
    """The mission in preparation of the demo: a kit taken from the finished one, two versions, remarks of each side."""
    source, mission = Mission.objects.get(site=site, stage="closed"), Mission.objects.get(site=site, stage="co_construction")
    kit = save_kit(manager, source, "Expliquer une charge, étape par étape", now - timedelta(days=60))
    start_from_kit(manager, mission, kit, now - timedelta(days=12))
    write_part(
        manager, mission, "objectives", "Que chaque foyer sache quel bac prend quoi, et où porter le reste.", now - timedelta(days=11)
    )
    write_part(
        manager, mission, "message",
        "Nous sommes vos voisins. Nous venons parler du tri, gratuitement, sans rien vendre.\nLes bacs ont changé en janvier : voici lequel prend quoi.",
        now - timedelta(days=11),
    )  # fmt: skip
    comment_part("portail", mission, "message", side="commissioner", by="Mme Lenoir, Agglo Val de Rive",
                 words="Peut-on citer la déchetterie de la rue des Forges ?", now=now - timedelta(days=8))  # fmt: skip
    said = comment_part(manager, mission, "message", side="voisins", by="Fatoumata et Mamadou", account=manager,
                        words="« Bac » ne se dit pas ici : on dit poubelle jaune, poubelle grise.", now=now - timedelta(days=7))  # fmt: skip
    better = write_part(
        manager, mission, "message",
        "Nous sommes vos voisins. Nous venons parler du tri, gratuitement, sans rien vendre.\n"
        "Les poubelles ont changé en janvier : la jaune prend tous les emballages, la grise le reste.",
        now - timedelta(days=6),
    )  # fmt: skip
    settle_comment(manager, said, now - timedelta(days=6))
    approve_part(manager, better, side="voisins", by="Fatoumata et Mamadou", now=now - timedelta(days=5), account=manager)
    write_part(manager, mission, "objections", "« Tout finit au même endroit » → Non : voici ce que devient une bouteille.\n"
               "« Je n’ai pas la place » → Un seul sac en plus, plié derrière la porte.", now - timedelta(days=5))  # fmt: skip


def _to_sign(site: Site, manager: Account, second: Account, now: datetime) -> None:
    mission = _proposal(site, manager, ["environment"], "Punaises et cafards : agir ensemble", "Habitat des Prés", now.date(), 40)
    _with_doors(mission, manager, "Bâtiment A", "Bâtiment C")
    walk_to("agreement", mission, manager, second, now - timedelta(days=15))
    doors = perimeter_door_count(mission)
    estimate = keep_estimate(manager, mission, Assumptions(doors=doors), now - timedelta(days=10))
    price = int(estimate.result["asked_cents"]) // 10_000 * 10_000
    half, rest = split_price(price, (40, 60))
    schedule = (Payment("À la signature", now.date() + timedelta(days=10), half), Payment("À la remise du bilan", mission.ends_on, rest))
    write_agreement(
        manager, mission, Terms("service", price, schedule, feedback_contact="Mme Ferrand, proximité", training_by="le service hygiène de la ville",
                                referral_contact="le gardien, puis le service hygiène"), now - timedelta(days=8), estimate,
    )  # fmt: skip


def _ready(site: Site, manager: Account, second: Account, now: datetime) -> None:
    mission = _proposal(site, manager, ["charges"], "Le chèque énergie avant l’hiver", "Caisse de solidarité", now.date(), 12)
    _with_doors(mission, manager, "Bâtiment H")
    walk_to("ready", mission, manager, second, datetime.combine(now.date() - timedelta(days=6), time(18), now.tzinfo), price_cents=620_000)
    for place, days in (("Hall du bâtiment H", 2), ("Vitrine de la Maison du projet", 3)):
        announce(manager, mission, place=place, posted_on=now.date() - timedelta(days=days), today=now.date())
