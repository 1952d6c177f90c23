"""What the room of missions keeps: who built a mission and who signed its agreement. Nobody who opened a door."""

from palier.common.personal_data import Activity, Basis, Whose, held, nothing
from palier.missions.rules.parts import BUILDERS_KEPT

ACTIVITIES = (
    Activity(
        34, "building", "Construire une mission", "Savoir qui a choisi, essayé le guide, commenté et approuvé", Basis.INTEREST,
        (Whose.VOISINS, Whose.CONTACTS, Whose.ACCOUNTS), f"{BUILDERS_KEPT} après la mission", "les noms sont effacés ; les textes restent",
        "l’équipe du site, la tête de réseau, le commanditaire de la mission", "forget_builders",
    ),
    Activity(
        35, "agreements", "Conventions", "Prouver ce qui a été convenu, et par qui", Basis.CONTRACT_AND_LAW, (Whose.CONTACTS, Whose.ACCOUNTS),
        "10 ans (pièce comptable, code de commerce)", "effacées à la main avec les comptes de l’année", "l’équipe du site, la tête de réseau",
    ),
)  # fmt: skip
HELD = (
    nothing(
        "missions.Mission", "id site commissioner title theme starts_on ends_on stage target_doors passes_max guide handouts entrances needs born_from refused_at"
    ),
    held("missions.Opinion", "building", "by favourable criteria reason made_at", "l’avis d’une personne sur une proposition, et ses raisons"),
    nothing("missions.Opinion", "id mission"),
    held("missions.PartVersion", "building", "made_by made_at", "qui a écrit une version"),
    nothing("missions.PartVersion", "id mission part number text"),
    held("missions.PartApproval", "building", "by account made_at", "qui a approuvé"),
    nothing("missions.PartApproval", "id version side"),
    held("missions.PartComment", "building", "by account words made_at", "qui a fait une remarque, et laquelle"),
    nothing("missions.PartComment", "id mission part number side settled_at"),
    held("missions.GuideTest", "building", "voisin tested_on said", "qui a essayé le guide, et ce qu’il en a dit"),
    nothing("missions.GuideTest", "id mission guide_version"),
    held("missions.Agreement", "agreements", "made_by signed_for_us signed_for_them terms content", "qui a signé, à qui écrire"),
    nothing("missions.Agreement", "id mission number nature price_cents estimate made_at signed_on"),
    held("missions.Estimate", "agreements", "made_by made_at", "qui a fait le calcul"),
    nothing("missions.Estimate", "id mission assumptions result"),
    held("missions.MessageKit", "building", "made_by made_at", "qui a gardé un kit"),
    nothing("missions.MessageKit", "id organisation theme title content mission retired_at"),
    held("missions.HeardNeed", "building", "made_by heard_on said", "qui a noté un besoin, dit par une structure ou un séminaire"),
    nothing("missions.HeardNeed", "id site code structure seminar"),
    nothing("missions.Announcement", "id mission posted_on place"),
    nothing("missions.PerimeterEntrance", "id mission entrance"),
    nothing("missions.Sector", "id mission code name frozen_at buildings"),
    nothing("missions.SectorBuilding", "id mission sector building"),
    nothing("missions.Questionnaire", "id mission version source definition frozen_at"),
    nothing("missions.MissionTraining", "id mission module"),
)  # fmt: skip
