"""Small pictures drawn on the server: the logo, icons, shutters, the facade."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from palier.portal.icons import ICONS
from palier.portal.rules.shown import ROW, WINDOWS


def icon(name: str) -> SafeString:
    """One icon, hidden from readers: a word always stands beside it."""
    return format_html('<svg class="i" viewBox="0 0 256 256" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


def logo(size: int = 30) -> SafeString:
    """A lit door at the end of two steps."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true"><path d="M2 30V22h8v-6h7V5.500A3.500 3.500 0 0 1 '
        '20.500 2h6A3.500 3.500 0 0 1 30 5.500V30z" fill="#0F4E55"/><path d="M20 16V7.600A2 2 0 0 1 22 5.600h3.400a2 2 0 0 1 2 2V16z" '
        'fill="#FFBE28"/><circle cx="25.300" cy="12.300" r="1" fill="#0F4E55"/></svg>',
        size,
    )


_SLATS = "".join(f"M5.2 {y}h4.8M14 {y}h4.8" for y in ("6", "9.3", "12.6", "15.9", "19.2"))


def shutters(size: int = 22) -> SafeString:
    """Closed shutters: a number that is not shown. The word « fermé » stands beside it."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="2" width="18" height="20" rx="2" fill="#6D6788"/>'
        '<path d="M12 2v20" stroke="#fff" stroke-width="1.6"/><path d="{1}" stroke="#fff" stroke-width="1.3"/></svg>',
        size, _SLATS,
    )  # fmt: skip


def facade(lit: int, said: str) -> SafeString:
    """A building of 160 windows, `lit` of them, the lowest first: sorted, so that none is anybody's."""
    windows = []
    for number in range(WINDOWS):
        row, place = divmod(number, ROW)
        windows.append((f"{14 + place * 15.3:.1f}", 144 - row * 18, "#FFBE28" if number < lit else "#0C2B30"))
    drawn = format_html_join("", '<rect x="{}" y="{}" width="11.3" height="12" rx="1.5" fill="{}"/>', windows)
    return format_html(
        '<svg viewBox="0 0 330 170" width="100%" role="img" aria-label="{}"><rect x="4" y="10" width="322" height="160" fill="#123F45"/>'
        '<rect y="4" width="330" height="7" rx="2" fill="#5E9EA2"/>{}</svg>',
        said, mark_safe(drawn),  # noqa: S308 (numbers of ours)
    )  # fmt: skip
