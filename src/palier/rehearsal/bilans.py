"""The bilan of the finished mission, written and approved; that of the mission in the field, begun."""

from datetime import datetime

from palier.impact.api import (
    BilanRefused,
    approve_bilan,
    check_words,
    choose_words,
    open_bilan,
    submit_bilan,
    table_of,
    write_part,
)
from palier.missions.api import Mission
from palier.people.api import Account

TEXTS = {
    "essential": "Les gens ne comprennent pas leur facture d’eau, et une fuite dite sans réponse décourage de la dire encore. "
    "Un mousseur posé le soir même vaut mieux qu’un dépliant.",
    "context": "Chaque logement a son compteur depuis janvier. En réunion de quartier, les habitants demandaient ce qu’ils allaient payer.\n"
    "La mission devait expliquer la facture, montrer trois gestes, et faire remonter les fuites.",
    "message": "« Un joint qui fuit, c’est cent euros par an. On le dit au gardien. »\nUn mousseur gratuit, un dépliant avec des dessins.",
    "ground": "Les gardiens ont ouvert les halls et gardé les affiches. Le samedi matin, peu de gens ouvrent.",
    "results": "La ligne « eau chaude » est celle que personne ne sait lire. Ceux qui ont signalé une fuite attendent plus qu’ils ne se plaignent.",
    "analysis": "Pour l’équipe, ce n’est pas le prix qui fâche : c’est de ne pas savoir. "
    "Parler de la facture a ouvert des conversations sur le chauffage et les papiers.",
    "feedback": "Des fuites signalées restent sans date de passage.\nLa ligne « eau chaude » de la quittance n’est pas expliquée.",
    "proposals": "Donner une date à chaque fuite signalée, et prévenir.\nRéécrire la ligne « eau chaude » de la quittance, avec un dessin.\n"
    "Revenir dans six mois dire ce qui a changé.",
    "next": "Les réponses du bailleur seront affichées dans les halls et dites aux portes pendant la mission suivante.",
}  # fmt: skip
WORDS = (
    ("charges", "Personne ne m’avait expliqué la ligne eau chaude."),
    ("housing_repair", "La fuite, je l’ai dite deux fois. Après, j’ai arrêté."),
    ("rights", "On garde le papier, on ne sait pas à qui le montrer."),
)


def write_bilans(nadia: Account, claire: Account, done: Mission, now: datetime) -> None:
    """Nadia writes, Claire reads over; both approve."""
    bilan = open_bilan(nadia, done, 1, now)
    for part, text in TEXTS.items():
        bilan = write_part(nadia, bilan, part, text, now)
    out = {row["code"] for row in table_of(bilan.release.content, "needs")["rows"] if row["value"] is not None}
    for theme, text in WORDS:
        if theme in out:
            check_words(claire, choose_words(nadia, done, theme, text))
    submit_bilan(nadia, bilan, now)
    approve_bilan(nadia, bilan, now)
    approve_bilan(claire, bilan, now)


def begin_bilan(nadia: Account, mission: Mission, now: datetime) -> None:
    """A bilan with two parts written and words that wait for somebody else; nothing when no figure of it is frozen."""
    try:
        bilan = open_bilan(nadia, mission, 1, now)
    except BilanRefused:
        return
    for part in ("context", "message"):
        write_part(nadia, bilan, part, TEXTS[part], now)
    for row in table_of(bilan.release.content, "needs")["rows"]:
        if row["value"] is not None:
            choose_words(nadia, mission, row["code"], "On ne sait jamais à qui le dire.")
            return
