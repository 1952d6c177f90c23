"""What the room of voices keeps: the voice of somebody of the team, while it serves."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.voices.actions import FORGOTTEN_AFTER

ACTIVITIES = (
    Activity(
        21, "voices", "Voix enregistrées", "Dire une phrase à voix haute dans une langue, sur le téléphone d’un voisin", Basis.CONSENT,
        (Whose.VOISINS, Whose.ACCOUNTS), "tant que la phrase sert", f"le son est effacé dès qu’on le demande ; sa ligne {Duration.of(FORGOTTEN_AFTER)} après",
        "toute l’équipe l’entend, le manager l’écoute avant", "forget_recordings",
    ),
)  # fmt: skip

HELD = (
    held("voices.Sound", "voices", "data sha256 ms", "le son lui-même"),
    nothing("voices.Sound", "size"),
    held(
        "voices.Recording",
        "voices",
        "voisin account language agreed_at kept_at sound",
        "qui a dit quelle phrase, dans quelle langue, avec son accord",
    ),
    nothing("voices.Recording", "id site mission key text words state why decided_at"),
)
