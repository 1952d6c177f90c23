"""E-mails to managers. Never content: they say that something arrived, and where to look."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.urls import reverse

from palier.partners.api import Partner, seated_emails
from palier.people.api import Account, Site
from palier.safety.api import Alarm, alarms_to_mail, note_mailed

SUBJECT = "Palier : une alerte est arrivée"
BODY = "Une alerte est arrivée.\n\nOuvrez le bureau : {address}\n\nCe courriel n’en dit pas plus, exprès.\n"


def mail_is_set() -> bool:
    """True when the operator gave an e-mail server (PALIER_EMAIL_URL)."""
    return bool(settings.EMAIL)


def mail_alarms(now: datetime) -> str:
    """Write once about each new alarm to the managers of its site. A sentence for the list of jobs; tried again when it fails."""
    waiting = alarms_to_mail(now) if mail_is_set() else []
    by_site: dict[Site, list[Alarm]] = defaultdict(list)
    for alarm in waiting:
        by_site[alarm.site].append(alarm)
    for site, alarms in by_site.items():
        _write(site)
        note_mailed([one.pk for one in alarms], now)
    return f"{len(waiting)} alertes dites" if mail_is_set() else "aucun courriel réglé (PALIER_EMAIL_URL)"


INVITED = "{who} vous ouvre l’espace des partenaires"
INVITATION = """Bonjour,

{who} vous ouvre l’espace de {partner} dans Palier : vos missions, leurs chiffres une fois figés, ce que les habitants attendent de vous.

Choisissez une phrase de passe ici, avant le {until} :
{address}

Ce lien ne sert qu’une fois. Si vous ne l’attendiez pas, ne l’ouvrez pas : il s’éteint tout seul.
"""


def mail_invitation(email: str, *, who: str, partner: str, address: str, until: str) -> None:
    """The one-time link, to the address that was invited and to nobody else. Raises `OSError` when the server cannot be reached."""
    server = get_connection("django.core.mail.backends.smtp.EmailBackend", **settings.EMAIL)
    body = INVITATION.format(who=who, partner=partner, address=address, until=until)
    send_mail(INVITED.format(who=who), body, settings.DEFAULT_FROM_EMAIL, [email], connection=server)


WAITED = "Palier : des habitants attendent votre réponse"
WAITING = """Bonjour,

Des habitants attendent une réponse de {partner}, avant le {until}.

Votre espace : {address}

Ce courriel n’en dit pas plus, exprès.
"""


def mail_owner(partner: Partner, until: str) -> int:
    """Write to those who sit for a partner that an answer is awaited, never which. Returns to how many. Raises `OSError`."""
    emails = seated_emails(partner) if mail_is_set() else []
    body = WAITING.format(partner=partner.name, until=until, address=f"{settings.PORTAL_ADDRESS}/remontees/")
    server = get_connection("django.core.mail.backends.smtp.EmailBackend", **settings.EMAIL) if emails else None
    for one in emails:
        send_mail(WAITED, body, settings.DEFAULT_FROM_EMAIL, [one], connection=server)
    return len(emails)


def _write(site: Site) -> None:
    people = list(Account.objects.filter(sites=site, role=Account.Role.MANAGER, is_active=True).values_list("email", flat=True))
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    address = f"{settings.SCHEME}://{settings.DESK_HOST}{port}{reverse('safety')}"
    server = get_connection("django.core.mail.backends.smtp.EmailBackend", **settings.EMAIL)
    for one in people:  # one each: an address is nobody else's business
        send_mail(SUBJECT, BODY.format(address=address), settings.DEFAULT_FROM_EMAIL, [one], connection=server)
