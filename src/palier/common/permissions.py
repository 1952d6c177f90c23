"""What a page may ask of the machine that shows it: nothing, but the microphone where somebody records her voice (IN-04, PV-02)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpResponseBase

HEADER = "Permissions-Policy"
NOTHING = "geolocation=(), camera=(), microphone=()"
VOICE = "geolocation=(), camera=(), microphone=(self)"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def records_voice(page: Callable[..., Answer]) -> Callable[..., Answer]:
    """A page with a recorder on it: its own scripts may ask for the microphone, and the person is asked by the browser."""

    @wraps(page)
    def allowed(*args: Any, **kwargs: Any) -> Answer:
        response = page(*args, **kwargs)
        response[HEADER] = VOICE
        return response

    return allowed
