"""Words and pictures for the desk's templates."""

from django import template

from palier.common import french
from palier.desk import pictures
from palier.missions import api as missions
from palier.voices.api import says_a_name, to_say

register = template.Library()
register.simple_tag(pictures.icon, name="icon")
register.simple_tag(pictures.logo, name="logo")
register.simple_tag(pictures.avatar, name="avatar")
register.filter("typo", french.typo)
register.filter("count", french.count)
register.filter("long_day", french.long_day)
register.filter("short_day", french.short_day)
register.filter("clock", french.clock)
register.filter("hours", french.hours)
register.filter("language", french.language_name)
register.filter("to_say", to_say)
register.filter("says_a_name", says_a_name)


@register.filter
def languages(codes: list[str]) -> str:
    """`soninké, bambara`."""
    return ", ".join(french.language_name(code) for code in codes)


@register.simple_tag
def plural(number: int, one: str, many: str | None = None) -> str:
    """`0 porte`, `2 portes`."""
    return french.plural(number, one, many)


@register.filter
def seconds(ms: int) -> str:
    """`14 s`, of a number of milliseconds."""
    return f"{max(1, round(ms / 1000))}{french.NBSP}s"


@register.filter
def kilo(size: int) -> str:
    """`21 Ko`, `1,2 Mo`, of a number of octets."""
    if size < 1_000_000:
        return f"{-(-size // 1000)}{french.NBSP}Ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + f"{french.NBSP}Mo"


@register.filter
def euros(cents: int | str) -> str:
    """`12,50 €`, of euro cents; kept results are text."""
    return missions.euros(int(cents))


@register.filter
def whole_euros(cents: int | str) -> str:
    """`7 700 €`, to the euro."""
    return missions.euros(round(int(cents) / 100) * 100)
