"""What the room of partners keeps: who works there, and what residents agreed to."""

from palier.common.personal_data import Activity, Basis, Whose, held, nothing
from palier.partners.rules.keeping import ASKED_KEPT, CLOSED_MONTHS, CONTACT_YEARS, MEETING_KEPT, OPEN_MONTHS

ACTIVITIES = (
    Activity(
        6, "follow_ups", "Rappels et retours demandés", "Faire ce qu’un habitant a demandé : le rappeler, revenir", Basis.CONSENT, (Whose.RESIDENTS,),
        f"prénom, numéro et porte, scellés : {CLOSED_MONTHS} mois après la réponse, {OPEN_MONTHS} mois sans réponse", f"le reste, sans nom ni porte, {ASKED_KEPT} au plus",
        "le manager du site, une demande à la fois, avec trace de qui a lu", "forget_follow_ups",
    ),
    Activity(
        26, "referrals", "Orientations et rendez-vous", "Suivre ce que devient une orientation qu’un habitant a acceptée : transmise, reçue, aboutie",
        Basis.CONSENT, (Whose.RESIDENTS,), f"{ASKED_KEPT} : sans nom, sans numéro, sans porte, sous le numéro du papier remis", "effacée ; les nombres restent",
        "le manager du site, le service nommé par l’habitant", "forget_asked",
    ),
    Activity(
        19, "contacts", "Personnes chez les partenaires", "Construire une mission, tenir une convention, se revoir", Basis.INTEREST, (Whose.CONTACTS,),
        f"{CONTACT_YEARS} ans après la dernière rencontre ; comptes rendus {MEETING_KEPT}", "effacé", "l’équipe du site, la tête de réseau", "forget_contacts",
    ),
    Activity(
        20, "funding", "Subventions et factures", "Tenir les comptes", Basis.LAW, (Whose.CONTACTS,), "hors de Palier aujourd’hui (10 ans, code de commerce)", "-", "les finances",
    ),
    Activity(
        33, "feedback", "Remontées du terrain", "Faire répondre qui peut agir, et dire aux habitants ce qui a changé", Basis.INTEREST, (Whose.CONTACTS, Whose.ACCOUNTS),
        "tant que le quartier est suivi", "reste : un lieu, jamais un logement ; noms, numéros et portes sont refusés à la saisie",
        "l’équipe du site, le partenaire concerné ; tout le monde une fois publié",
    ),
    Activity(
        40, "seats", "Accès des partenaires", "Laisser un partenaire voir ses missions, répondre aux habitants, venir aux comités", Basis.CONTRACT,
        (Whose.CONTACTS, Whose.ACCOUNTS), "tant que la place est ouverte ; un lien d’invitation : sept jours, effacé un mois après", "le compte est fermé",
        "l’équipe de l’association", "forget_invitations",
    ),
)  # fmt: skip

HELD = (
    nothing("partners.Partner", "id organisation name kind"),
    held("partners.Structure", "contacts", "phone email remark", "le standard et l’adresse de la structure"),
    nothing("partners.Structure", "id site neighbourhood name kind address commune lon lat website opening week moves source source_key by_hand closed_at"),
    held("partners.Contact", "contacts", "name role phone email told_on last_met_on", "qui y travaille, prévenu que son nom est gardé"),
    nothing("partners.Contact", "id structure"),
    held("partners.Meeting", "contacts", "contact day said made_by", "une rencontre en quelques mots"),
    nothing("partners.Meeting", "id structure again_on"),
    nothing("partners.Access", "id structure building what agreed_on until posted_on ended_on terms"),
    nothing("partners.Service", "id site partner code name what needs place opening phone books closed_at places"),
    held("partners.Referral", "referrals", "id asked_on sentence slip state sent_at seen_at closed_at to service", "ce qu’un habitant a accepté, et où cela en est"),
    nothing("partners.Referral", "rev site handled_by mission"),
    held("partners.Appointment", "referrals", "id asked_on sentence slip state at confirmed_at closed_at to service", "un rendez-vous pris avec un service"),
    nothing("partners.Appointment", "rev site handled_by"),
    held("partners.PersonalFollowUp", "follow_ups", "id secret door language moment way what asked_on sentence state closed_at tries last_try_on",
         "prénom, numéro et porte (scellés), ce qu’il faut faire"),
    nothing("partners.PersonalFollowUp", "rev site handled_by"),
    held("partners.FieldFeedback", "feedback", "text answer changed owner made_by", "ce qui a été entendu d’un lieu, la réponse, ce qui a changé"),
    nothing("partners.FieldFeedback", "id site neighbourhood theme state heard_on heard_in born_from due_on assigned_on answered_on changed_on closed_on told_on told_how "
            "reminded_on reminders published_at made_at"),
    held("partners.Seat", "seats", "account kind given_at ended_at", "qui, chez un partenaire, voit ses missions"),
    nothing("partners.Seat", "id partner structure"),
    held("partners.Invitation", "seats", "email token_hash kind made_by made_at expires_at used_at", "l’adresse invitée, l’empreinte du lien"),
    nothing("partners.Invitation", "id partner structure"),
    nothing("partners.Funding", "id partner mission"),
    nothing("partners.Committee", "id site title begins_at ends_at place agenda cancelled_at"),
    nothing("partners.Guest", "id committee partner answer answered_at"),
    nothing("partners.Suggestion", "id site partner words made_at reply replied_at"),
)  # fmt: skip
