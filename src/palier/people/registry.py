"""What the room of people keeps: who works here, who signs in, with which phone."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.people.rules import CODES_KEPT, LEAVER_FILE_KEPT, LEAVER_PHONE_KEPT, UNPAIRED_KEPT

ACTIVITIES = (
    Activity(
        17, "accounts", "Comptes et codes", "Sécurité : savoir qui entre, et n’ouvrir qu’à lui", Basis.INTEREST, (Whose.ACCOUNTS, Whose.VOISINS),
        f"la vie du compte ; codes et essais manqués {Duration.of(CODES_KEPT)} ; sessions 12 heures",
        "un compte fermé n’ouvre plus rien ; son adresse est effacée à la main, le journal garde un identifiant", "le système, qui exploite le serveur", "forget_codes",
    ),
    Activity(
        25, "team", "Équipe d’un site", "Employer, joindre et outiller les voisins : prénom, langues de travail, numéro pour l’appeler",
        Basis.CONTRACT, (Whose.VOISINS,), f"le temps de l’emploi ; le numéro {LEAVER_PHONE_KEPT} après le départ",
        f"le prénom et les langues sont effacés {LEAVER_FILE_KEPT} après le départ", "le manager du site, la tête de réseau", "forget_leavers",
    ),
    Activity(
        16, "phones", "Téléphones reliés", "Dépannage ; savoir qu’un téléphone a peut-être perdu quelque chose", Basis.INTEREST, (Whose.VOISINS,),
        "tant que le téléphone est relié", f"ce qu’il disait de lui est effacé {UNPAIRED_KEPT} après qu’il a été fermé",
        "le manager du site, le dépannage", "forget_phones",
    ),
    Activity(
        14, "positions", "Position des voisins", "Aucune : le temps de travail est déclaré, jamais mesuré par la position (CE 15-12-2017, n° 403776)",
        Basis.INTEREST, (Whose.VOISINS,), "jamais recueillie", "rien", "personne",
    ),
)  # fmt: skip

HELD = (
    nothing("people.Organisation", "id name epoch last_seq safe_up_to call_number call_from call_to"),
    nothing("people.Site", "id organisation name department time_zone neighbourhoods"),
    held("people.Account", "accounts", "email first_name password last_login role sites is_active", "adresse, prénom, rôle, empreinte du mot de passe"),
    nothing("people.Account", "id organisation is_superuser groups user_permissions"),
    held("people.Voisin", "team", "first_name languages picture phone phone_shared left_at", "prénom, langues de travail, dessin du badge, numéro"),
    nothing("people.Voisin", "id site"),
    held("people.Device", "phones", "voisin paired_at last_seen_at clock_offset_s revoked_at unsent unsent_since counter app_version persisted",
         "ce qu’un téléphone dit de lui : dernier contact, ce qu’il garde encore, version"),
    held("people.Device", "accounts", "install token_hash token_issued_at", "empreinte du jeton du téléphone"),
    nothing("people.Device", "id"),
    held("people.PhoneAlert", "phones", "voisin kind perhaps_lost last_seen_at made_at closed_at", "une perte possible sur un téléphone"),
    nothing("people.PhoneAlert", "id"),
    held("people.PairingCode", "accounts", "voisin code_hash made_at expires_at used_by device", "un code de dix minutes, en empreinte"),
    nothing("people.PairingCode", "id"),
    held("people.PairingAttempt", "accounts", "source wrong last_at", "adresse réseau d’où l’on a tapé un mauvais code"),
    # What comes with Django and allauth.
    held("sessions.Session", "accounts", "session_key session_data expire_date", "la session ouverte au bureau"),
    held("account.EmailAddress", "accounts", "user email verified primary", "l’adresse du compte"),
    nothing("account.EmailAddress", "id"),
    held("account.EmailConfirmation", "accounts", "email_address created sent key", "une adresse à confirmer"),
    nothing("account.EmailConfirmation", "id"),
    nothing("contenttypes.ContentType", "id app_label model"),
    nothing("auth.Permission", "id name content_type codename"),
    nothing("auth.Group", "id name permissions"),
)  # fmt: skip
