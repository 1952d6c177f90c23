"""Words and pictures for the portal's templates."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from palier.common import french
from palier.portal import pictures

register = template.Library()
register.simple_tag(pictures.icon, name="icon")
register.simple_tag(pictures.logo, name="logo")
register.simple_tag(pictures.shutters, name="shutters")
register.simple_tag(pictures.facade, name="facade")
register.filter("typo", french.typo)
register.filter("count", french.count)
register.filter("long_day", french.long_day)
register.filter("short_day", french.short_day)


@register.simple_tag
def plural(number: int, one: str, many: str | None = None) -> str:
    """`0 porte`, `2 portes`."""
    return french.plural(number, one, many)


@register.filter
def full_day(day: date) -> str:
    """`12 mars 2026`."""
    return f"{french.short_day(day)} {day.year}"


@register.filter
def at(moment: datetime) -> str:
    """`jeudi 12 mars, 14 h`."""
    local = timezone.localtime(moment)
    return f"{french.long_day(local.date())}, {french.clock(local.time())}"


@register.filter
def hour(moment: datetime) -> str:
    """`16 h`."""
    return french.clock(timezone.localtime(moment).time())
