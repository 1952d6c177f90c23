"""Small pictures drawn on the server: the logo, the people."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from palier.desk.icons import ICONS
from palier.people.api import portrait


def icon(name: str, size: int | None = None) -> SafeString:
    """One icon, hidden from readers: a word always stands beside it."""
    style = format_html(' style="width:{0}px;height:{0}px"', size) if size else ""
    return format_html('<svg class="i" viewBox="0 0 256 256" aria-hidden="true"{}><path d="{}"/></svg>', style, ICONS.get(name, ""))


def logo(size: int = 30) -> SafeString:
    """A lit door at the end of two steps."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true"><path d="M2 30V22h8v-6h7V5.500A3.500 3.500 0 0 1 '
        '20.500 2h6A3.500 3.500 0 0 1 30 5.500V30z" fill="#5E9EA2"/><path d="M20 16V7.600A2 2 0 0 1 22 5.600h3.400a2 2 0 0 1 2 2V16z" '
        'fill="#FFBE28"/><circle cx="25.300" cy="12.300" r="1" fill="#0A2C31"/></svg>',
        size,
    )


def avatar(key: str, size: int = 40) -> SafeString:
    """A drawn person; a plain round for somebody without a picture."""
    return mark_safe(portrait(key, size))  # noqa: S308 (our own drawings, no outside text)
