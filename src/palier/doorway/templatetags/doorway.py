"""Words and pictures for the templates of the public pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from palier.doorway import pictures

register = template.Library()
register.simple_tag(pictures.icon, name="icon")
register.simple_tag(pictures.face, name="face")
register.simple_tag(pictures.logo, name="logo")
register.simple_tag(pictures.peephole, name="peephole")


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], key: str, **values: object) -> SafeString:
    """A sentence in the language of the page."""
    said: SafeString = context["speak"].say(key, **values)
    return said


@register.simple_tag(takes_context=True)
def word(context: dict[str, Any], key: str, **values: object) -> str:
    """The same as plain text: titles, options, labels."""
    said: str = context["speak"].word(key, **values)
    return said


@register.simple_tag(takes_context=True)
def link(context: dict[str, Any], name: str, *parts: object) -> str:
    """The address of another page, in the language that was chosen by hand, if one was."""
    chosen = context["chosen"]
    return reverse(f"{name}_in", args=[chosen, *parts]) if chosen else reverse(name, args=parts)


@register.simple_tag(takes_context=True)
def tile(context: dict[str, Any], code: str, size: int = 132) -> SafeString:
    """The tile of the day."""
    return pictures.tile_svg(code, context["speak"].word("yes.tile"), size)
