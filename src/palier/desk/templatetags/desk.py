"""Words and pictures for the desk's templates."""

from django import template

from palier.common import french
from palier.desk import pictures

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


@register.filter
def languages(codes: list[str]) -> str:
    """`soninké, bambara`."""
    return ", ".join(french.language_name(code) for code in codes)


@register.simple_tag
def plural(number: int, one: str, many: str | None = None) -> str:
    """`0 porte`, `2 portes`."""
    return french.plural(number, one, many)
