"""What the room of privacy keeps: that something was erased, never what."""

from palier.common.personal_data import Activity, Basis, Whose, held, nothing

ACTIVITIES = (
    Activity(
        32, "erasures", "Reçus d’effacement", "Prouver qu’on a effacé, et le refaire après une reprise", Basis.LAW, (Whose.ACCOUNTS,),
        "sans limite : un nombre par sorte, aucune porte, aucun mot", "-", "la tête de réseau",
    ),
)  # fmt: skip

HELD = (
    held("privacy.Erasure", "erasures", "actor made_at", "qui a effacé, et quand"),
    nothing("privacy.Erasure", "id number cause about counts before digest"),
)
