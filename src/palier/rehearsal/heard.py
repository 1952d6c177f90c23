"""What the Terrasses said of their halls and streets this year: answered, late, to hand over, and what changed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from palier.partners.api import (
    FieldFeedback,
    Partner,
    answer_feedback,
    assign_feedback,
    close_feedback,
    open_feedback,
    publish_feedback,
    remind_owner,
)
from palier.people.api import Account, Site
from palier.teams.api import SeminarPoint

# theme, words, heard in, days ago, owner, answer, what changed, how residents were told.
HEARD = (
    ("charges", "La ligne « eau chaude » de l’avis d’échéance n’est expliquée nulle part, même à l’agence.", "doors", 96, "Habitat des Prés",
     "Une notice d’une page part avec l’avis d’octobre, et l’agence reçoit sur ce sujet le jeudi après-midi.",
     "La notice est arrivée avec l’avis d’octobre, en trois langues.", "affiche dans les halls des bâtiments A, B et C"),
    ("outside", "Le local à poubelles du bâtiment B déborde chaque lundi, les rats y entrent.", "doors", 88, "Habitat des Prés",
     "Un ramassage de plus a lieu le samedi depuis septembre, et la porte du local a été changée.",
     "Un ramassage de plus le samedi, une porte neuve.", "dit aux portes pendant la mission"),
    ("quiet", "L’allée des Merles n’est plus éclairée entre l’arrêt du bus et le bâtiment C.", "doors", 84, "Agglo Val de Rive",
     "Les six lampadaires seront réparés avant la fin du mois prochain.", "", ""),
    ("transport", "Le dernier bus part à 20 h 10 : qui finit tard rentre à pied.", "seminar", 61, "Agglo Val de Rive", "", "", ""),
    ("rights", "Le guichet de la caisse ne prend que sur rendez-vous en ligne, et personne n’aide à le prendre.", "local_actor", 40,
     "Caisse de solidarité", "", "", ""),
    ("housing", "L’ascenseur de la tour T1 tombe en panne toutes les semaines, le soir surtout.", "doors", 18, "Habitat des Prés", "", "", ""),
    ("school", "Les parents attendent un passage piéton devant l’entrée de l’école.", "local_actor", 9, "", "", "", ""),
)  # fmt: skip


def hear(site: Site, manager: Account, now: datetime) -> None:
    """Play the register: one line of the last seminar becomes a remontée too."""
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    place = site.neighbourhoods.order_by("name").first()
    for theme, text, heard_in, ago, owner, answer, changed, how in HEARD:
        day = today - timedelta(days=ago)
        made = open_feedback(
            manager, site, neighbourhood=place, theme=theme, text=text, heard_in=heard_in, heard_on=day, now=now, today=today
        )
        if not owner:
            continue
        assign_feedback(manager, made, Partner.objects.get(organisation=site.organisation, name=owner), day + timedelta(days=3))
        if answer:
            answer_feedback(manager, made, answer, day + timedelta(days=20))
        elif ago > 50:
            remind_owner(manager, made, today - timedelta(days=12))
        if changed:
            close_feedback(manager, made, changed=changed, told_on=day + timedelta(days=45), told_how=how, today=day + timedelta(days=45))
        if answer or ago > 50:
            publish_feedback(manager, made, now)
    _from_the_seminar(site, manager, now)


def _from_the_seminar(site: Site, manager: Account, now: datetime) -> None:
    line = SeminarPoint.objects.filter(seminar__site=site, seminar__held_at__isnull=False, kind="theme").order_by("-seminar__day").first()
    if line is not None:
        open_feedback(
            manager, site, neighbourhood=site.neighbourhoods.order_by("name").first(), theme=FieldFeedback.Theme.CHARGES, heard_in="seminar",
            text="Personne ne sait à qui demander quand le chauffage collectif est froid le week-end.", heard_on=line.seminar.day, now=now,
            today=now.date(), born_from=line.pk,
        )  # fmt: skip
