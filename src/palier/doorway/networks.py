"""Patience with a network, in the memory of this process only: no address of a resident is ever written down."""

import ipaddress
import threading
import time
from collections import OrderedDict

from django.http import HttpRequest

from palier.common.network import source_of
from palier.doorway.rules.patience import FREE, Tries, after_try, wait_s

KEPT = 20_000
_lock = threading.Lock()
_known: OrderedDict[tuple[str, str], Tries] = OrderedDict()


def network_of(request: HttpRequest) -> str:
    """The network that asks: an IPv4 address, or the /64 of an IPv6 one."""
    text = source_of(request)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return text


def seconds_to_wait(what: str, request: HttpRequest, free: int = FREE) -> int:
    """Seconds before this network may try `what` again."""
    with _lock:
        tries = _known.get((what, network_of(request)), Tries())
    return wait_s(tries, time.monotonic(), free)


def count_try(what: str, request: HttpRequest) -> None:
    """Remember one more try of this network."""
    key = (what, network_of(request))
    with _lock:
        _known[key] = after_try(_known.get(key, Tries()), time.monotonic())
        _known.move_to_end(key)
        while len(_known) > KEPT:
            _known.popitem(last=False)


def forget_everything() -> None:
    """As after a restart (tests)."""
    with _lock:
        _known.clear()
