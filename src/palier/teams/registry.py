"""What the room of teams keeps: from a recommendation to the last day of a contract."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.teams.actions.availability import KEPT as ROTA_KEPT
from palier.teams.actions.seminars import VERBATIMS_KEPT
from palier.teams.rules.keeping import FILE_KEPT, HOURS_KEPT, SLOTS_KEPT
from palier.teams.rules.recruitment import KEPT_MONTHS as CANDIDATE_MONTHS
from palier.teams.rules.survey import KEPT_MONTHS as SURVEY_MONTHS

_MANAGER = "la personne elle-même, son manager, la tête de réseau"

ACTIVITIES = (
    Activity(
        9, "candidates", "Candidatures", "Recruter : recommandation, deux entretiens, décision", Basis.CONTRACT, (Whose.CANDIDATES,),
        f"{Duration(months=CANDIDATE_MONTHS)} après le dernier contact", "effacée ; tout de suite si la personne le demande", "le manager du site, la tête de réseau", "forget_candidates",
    ),
    Activity(
        10, "employment", "Dossier du salarié", "Employer : contrat, avenants, pièces reçues, matériel remis", Basis.CONTRACT_AND_LAW, (Whose.VOISINS,),
        "le temps de l’emploi", f"effacé {FILE_KEPT} après le départ (registre du personnel)", _MANAGER, "forget_files",
    ),
    Activity(
        11, "hours", "Heures déclarées", "Payer les heures, respecter les durées, donner un relevé chaque mois", Basis.CONTRACT_AND_LAW, (Whose.VOISINS,),
        "l’année en cours et la suivante", f"effacées au bout de {HOURS_KEPT} (contrôle du temps de travail)", f"{_MANAGER}, la paie", "forget_files",
    ),
    Activity(
        12, "pay", "Éléments de paie", "Transmettre les heures validées au logiciel de paie ; Palier ne fait ni bulletin ni montant", Basis.LAW, (Whose.VOISINS,),
        "le mois", f"la feuille validée est effacée au bout de {HOURS_KEPT}", "la tête de réseau, la paie", "forget_files",
    ),
    Activity(
        13, "training", "Formation et compétences", "Former (un cinquième du temps), envoyer qui est prêt, attester", Basis.CONTRACT, (Whose.VOISINS,),
        "le temps de l’emploi", f"effacé {FILE_KEPT} après le départ ; l’avis sur une séance n’a jamais de nom", _MANAGER, "forget_files",
    ),
    Activity(
        30, "rota", "Disponibilités et créneaux", "Proposer du travail à qui peut venir ; un refus n’est compté nulle part", Basis.CONTRACT, (Whose.VOISINS,),
        f"ce qui change et les refus : {Duration.of(ROTA_KEPT)} ; un créneau passé : {SLOTS_KEPT}", "effacé", "la personne elle-même, son manager", "forget_availability",
    ),
    Activity(
        7, "survey", "Enquête auprès des voisins", "Mesurer ce que le travail change ; libre, sans nom", Basis.CONSENT, (Whose.VOISINS,),
        f"{Duration(months=SURVEY_MONTHS)} : une marque relie les réponses d’une même personne et ne la nomme pas", "effacée", "personne une à une ; des nombres à la tête de réseau", "forget_surveys",
        open_question="Une enquête auprès des habitants n’existe pas encore dans Palier : elle demandera sa propre ligne.",
    ),
    Activity(
        31, "seminars", "Séminaires d’équipe", "Comprendre ensemble ce que disent les portes, décider, tenir ses promesses", Basis.INTEREST, (Whose.VOISINS, Whose.RESIDENTS),
        f"les paroles : {Duration.of(VERBATIMS_KEPT)}", "les paroles sont effacées ; le compte rendu reste, sans porte ni habitant", "l’équipe du site", "forget_verbatims",
    ),
)  # fmt: skip

HELD = (
    nothing("teams.WorkAgreement", "organisation third notice_days breaks break_minutes pay_codes"),
    held("teams.Employment", "employment", "voisin starts_on ends_on end_reason waiver_motive waiver_asked_on", "début, fin, raison du départ, demande de moins de 24 h"),
    nothing("teams.Employment", "id"),
    held("teams.Contract", "employment", "employment voisin starts_on monthly_minutes signed_on", "heures du contrat"),
    nothing("teams.Contract", "id"),
    held("teams.Paper", "employment", "employment kind received_on kept_at", "qu’une pièce a été reçue, et où elle est rangée ; jamais la pièce"),
    nothing("teams.Paper", "id"),
    held("teams.Equipment", "employment", "voisin what given_on returned_on", "ce qui a été remis et rendu"),
    nothing("teams.Equipment", "id"),
    held("teams.DeclaredHours", "hours", "voisin day starts_at ends_at sort tour_ref at_desk confirmed_at", "ce qu’une personne dit avoir travaillé"),
    nothing("teams.DeclaredHours", "id rev void"),
    held("teams.HoursCorrection", "hours", "hours made_at made_by reason day starts_at ends_at sort", "ce que le manager a corrigé à côté, et pourquoi"),
    nothing("teams.HoursCorrection", "id number rev_seen void"),
    held("teams.MonthTotal", "hours", "voisin month sort minutes", "les minutes d’un mois"),
    nothing("teams.MonthTotal", "id"),
    held("teams.MonthSheet", "pay", "voisin month confirmed_at confirmed_by figures digest signed_at signed_with exported_at", "un mois validé, signé, transmis à la paie"),
    nothing("teams.MonthSheet", "id"),
    held("teams.UsualWeek", "rota", "voisin op rev windows", "quand une personne peut venir d’habitude ; jamais pourquoi"),
    held("teams.WeekDifference", "rota", "voisin first last free starts_at ends_at", "ce qui change ; jamais pourquoi"),
    nothing("teams.WeekDifference", "id rev void"),
    nothing("teams.Slot", "id site sort title place day starts_at ends_at places made_at cancelled_at was_day was_starts_at was_ends_at"),
    held("teams.SlotAsk", "rota", "slot voisin state told_on answered_at by_swap held_by", "à qui un créneau a été proposé, et sa réponse"),
    nothing("teams.SlotAsk", "id op rev"),
    nothing("teams.SiteCalendar", "site door_from door_to door_days door_holidays order school_zone"),
    nothing("teams.SchoolBreak", "id zone first last name"),
    held("teams.CalendarFeed", "rota", "voisin account token_hash made_at revoked_at", "une adresse privée d’agenda, en empreinte"),
    nothing("teams.CalendarFeed", "id"),
    held("teams.SurveyAnswer", "survey", "person wave values month", "les réponses d’une personne que rien ne nomme"),
    nothing("teams.SurveyAnswer", "id organisation op rev"),
    nothing("teams.TrainingModule", "id organisation title minutes skills everyone retired_at"),
    held("teams.TrainingSession", "training", "trainer", "qui anime, en mots"),
    nothing("teams.TrainingSession", "id site module day starts_at ends_at place partner made_at cancelled_at"),
    held("teams.Attendance", "training", "session voisin state told_on starts_at ends_at hours signed_at at_desk answered", "qui était là, et sa signature"),
    nothing("teams.Attendance", "id op rev"),
    nothing("teams.TrainingOpinion", "id rev session useful clear ready"),
    held("teams.TrainingAim", "training", "voisin module added_on", "une formation convenue"),
    nothing("teams.TrainingAim", "id"),
    nothing("teams.Seminar", "id site day starts_at ends_at title place held_at shown"),
    held("teams.Verbatim", "seminars", "author text theme consent answered_on", "une parole réécrite, mise sur la table avec l’accord de son auteur"),
    nothing("teams.Verbatim", "id seminar"),
    held("teams.SeminarPoint", "seminars", "owner text said", "ce qui a été compris, décidé, promis, et par qui"),
    nothing("teams.SeminarPoint", "id seminar number kind due_on state settled_on"),
    held("teams.Candidate", "candidates", "secret languages age_band moments building structure recommended_on agreed_on applied_on last_contact_on outcome reason decided_on "
         "decided_by answered_on answered_with voisin", "identité, recommandation et décision (scellées), langues, moments libres"),
    nothing("teams.Candidate", "id site way"),
    held("teams.Interview", "candidates", "candidate number account voisin at held_on grid", "les deux entretiens (grille scellée)"),
    nothing("teams.Interview", "id"),
    held("teams.TeamFact", "employment", "voisin age_band building", "tranche d’âge et bâtiment, si la personne a bien voulu le dire"),
)  # fmt: skip
