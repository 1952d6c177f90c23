"""The invented missions: guides, questionnaires, what is left at the door."""

from typing import Any


def one_of(code: str, label: str, *choices: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A select_one question in French."""
    return {
        "code": code, "type": more.pop("type", "select_one"), "label": {"fr": label},
        "choices": [{"code": one, "label": {"fr": text}} for one, text in choices], **more,
    }  # fmt: skip


def definition(*questions: dict[str, Any]) -> dict[str, Any]:
    """A questionnaire."""
    return {"format": 1, "languages": ["fr"], "questions": list(questions)}


OBJECTIONS = [
    {"code": "vendre", "question": {"fr": "C’est pour vendre quelque chose ?", "ar": "هل جئت لتبيع شيئًا؟"},
     "answer": {"fr": "Non. Je suis salariée de l’association, c’est gratuit, et je ne prends aucun nom.",
                "ar": "لا. أنا أعمل في الجمعية، والزيارة مجانية."}},
    {"code": "temps", "question": {"fr": "Je n’ai pas le temps."},
     "answer": {"fr": "Je comprends. Je peux repasser un autre soir, ou vous laisser le papier."}},
    {"code": "qui", "question": {"fr": "Qui vous envoie ?"},
     "answer": {"fr": "L’association du quartier. La mission est faite avec le bailleur, qui ne saura pas ce que vous me dites."}},
]  # fmt: skip


def step(code: str, title: str, text: str, **other: tuple[str, str]) -> dict[str, Any]:
    """A step of a guide, in French and perhaps other languages: code=(title, text)."""
    return {
        "code": code, "title": {"fr": title, **{one: pair[0] for one, pair in other.items()}},
        "text": {"fr": text, **{one: pair[1] for one, pair in other.items()}},
    }  # fmt: skip


HELLO = step(
    "bonjour", "Bonjour",
    "Bonjour, je m’appelle {prénom}. **J’habite le quartier.**\n\n"
    "**Je ne vends rien.** C’est gratuit, ça prend cinq minutes, ici sur le palier.",
    ar=("السلام", "السلام عليكم، اسمي {prénom}. **أسكن في الحيّ.**\n\n**لا أبيع شيئًا.** الزيارة مجانية، خمس دقائق هنا أمام الباب."),
    pt=("Bom dia", "Bom dia, chamo-me {prénom}. **Moro no bairro.**\n\n**Não vendo nada.** É gratuito, leva cinco minutos, aqui à porta."),
)  # fmt: skip
GOODBYE = step(
    "aurevoir", "Au revoir",
    "Merci pour ce moment. **Si quelque chose change, parlez-en au centre social.**\n\nBonne soirée, et à bientôt dans le quartier.",
    ar=("إلى اللقاء", "شكرًا لكم. **إلى اللقاء في الحيّ.**"),
    pt=("Até logo", "Obrigado por este momento. **Até breve no bairro.**"),
)  # fmt: skip

MISSIONS: dict[str, dict[str, Any]] = {
    "water": {
        "title": "L’eau sans gaspiller", "theme": "charges", "profile": "info",
        "guide": {"steps": [
            HELLO,
            step("sujet", "Le sujet", "On parle de **l’eau et de la facture**. Depuis janvier, chaque logement a son compteur."),
            step("gestes", "3 gestes", "**Un joint qui fuit, c’est 100 € par an.** On le dit au gardien.\n\nUn mousseur sur le robinet, c’est gratuit : j’en ai un pour vous."),
            GOODBYE,
        ], "objections": OBJECTIONS},
        "questionnaire": definition(
            one_of("facture", "Vous comprenez votre facture d’eau ?", ("oui", "Oui"), ("un_peu", "Un peu"), ("non", "Non")),
            one_of("fuite", "Une fuite dans le logement ?", ("non", "Non"), ("signalee", "Oui, signalée"), ("pas_encore", "Oui, pas encore")),
            {"code": "semaines", "type": "integer", "label": {"fr": "Depuis combien de semaines ?"},
             "relevant": ["and", ["!=", ["ref", "fuite"], ["str", ""]], ["!=", ["ref", "fuite"], ["str", "non"]]],
             "constraint": ["and", [">=", ["self"], ["num", 0]], ["<=", ["self"], ["num", 200]]],
             "constraint_message": {"fr": "Entre 0 et 200 semaines."}},
            one_of("mousseur", "Un mousseur gratuit pour le robinet ?", ("oui", "Oui"), ("non", "Non"), ("deja", "En a déjà")),
        ),
        "handouts": [{"code": "mousseur", "label": {"fr": "Un mousseur"}}, {"code": "depliant", "label": {"fr": "Le dépliant"}}],
    },
    "heating": {
        "title": "Bien chez soi cet hiver", "theme": "housing", "profile": "info",
        "guide": {"steps": [
            HELLO,
            step("sujet", "Le sujet", "On parle du **chauffage et de l’humidité**. Le bailleur vérifie les radiateurs en novembre."),
            step("droits", "Vos droits", "**Il doit faire 18 degrés.** Si ce n’est pas le cas, on le dit, et c’est noté."),
            GOODBYE,
        ], "objections": OBJECTIONS},
        "questionnaire": definition(
            one_of("chaud", "Fait-il assez chaud chez vous ?", ("oui", "Oui"), ("parfois", "Parfois"), ("non", "Non")),
            one_of("humidite", "De l’humidité ou des moisissures ?", ("non", "Non"), ("un_peu", "Un peu"), ("beaucoup", "Beaucoup")),
            one_of("connait", "Vous connaissez ces aides ?", ("cheque", "Le chèque énergie"), ("fsl", "Le FSL"), ("aucune", "Aucune"), type="select_multiple"),
        ),
        "handouts": [{"code": "depliant", "label": {"fr": "Le dépliant"}}],
    },
    "sorting": {
        "title": "Trier, c’est où ?", "theme": "housing", "profile": "info",
        "guide": {"steps": [HELLO], "objections": []},
        "questionnaire": definition(
            one_of("bacs", "Vous savez où sont les bacs de tri ?", ("oui", "Oui"), ("non", "Non")),
        ),
        "handouts": [],
    },
    "rights": {
        "title": "Mes droits, mes papiers", "theme": "rights", "profile": "dialogue",
        "guide": {"steps": [HELLO, step("sujet", "Le sujet", "On parle des **papiers et des droits** : CAF, retraite, santé."), GOODBYE],
                  "objections": OBJECTIONS},
        "questionnaire": definition(
            one_of("internet", "Vos démarches sur internet ?", ("seul", "Seul"), ("aide", "Avec de l’aide"), ("non", "Je n’y arrive pas")),
            one_of("renoncer", "Déjà renoncé à une aide ?", ("non", "Non"), ("oui", "Oui"), ("sait_pas", "Ne sait pas")),
        ),
        "handouts": [{"code": "adresses", "label": {"fr": "Les adresses utiles"}}],
    },
}  # fmt: skip
