"""What the ground keeps of persons: who did what, in the journal."""

from palier.common.journal import LINES_KEPT
from palier.common.personal_data import Activity, Basis, Whose, held, nothing

ACTIVITIES = (
    Activity(
        18, "journal", "Journal de ce qui a été fait", "Sécurité : savoir qui a changé quoi, lu ou effacé quoi, et quand", Basis.INTEREST,
        (Whose.ACCOUNTS, Whose.VOISINS), f"{LINES_KEPT}", "effacé", "la tête de réseau et qui exploite le serveur", "forget_journal",
    ),
)  # fmt: skip

HELD = (
    held("common.JournalLine", "journal", "at actor verb subject detail", "qui, quand, quel geste, sur quoi ; jamais des mots"),
    nothing("common.JournalLine", "id"),
    nothing("common.JobState", "name last_started_at last_finished_at last_result leader leader_until"),
)
