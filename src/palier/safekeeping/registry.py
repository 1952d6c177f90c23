"""What the room of safekeeping keeps: everything, encrypted, for a while."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, nothing
from palier.safekeeping.rules.keeping import DAILY_FOR

ACTIVITIES = (
    Activity(
        23, "backups", "Sauvegardes", "Remettre en marche après une panne, sans rien perdre", Basis.INTEREST,
        (Whose.RESIDENTS, Whose.VOISINS, Whose.CANDIDATES, Whose.ACCOUNTS, Whose.CONTACTS), f"{Duration.of(DAILY_FOR)} glissants, chiffrées",
        "détruites ; après une reprise, tout ce qui avait été effacé l’est de nouveau avant que le site ne rouvre",
        "deux personnes nommées, qui ont chacune la clé de reprise", "backup",
    ),
)  # fmt: skip

HELD = (
    nothing("safekeeping.Backup", "id made_at file file_bytes digest problem"),
    nothing("safekeeping.SealingKey", "kid private_jwk made_at retired_at kept_at"),
    nothing("safekeeping.ServerSecret", "name key made_at"),
)
