"""The layers of the fault plan, one file each: a layer is a module of this folder with

    GOAL, UNIT     how many to aim at, and of what
    FIRST_SEED     where its seeds begin (those below are for the tests)
    parts(first, seconds)     plays for about so long from that seed on, yielding a `Part` whenever one is done
    replay(seed)              optional: plays one seed again and prints it step by step

`make faults` finds them by itself. A part that was yielded is counted: keep parts short (half a minute), so that an interrupted
run loses little. docs/faults.md says what each layer proves, and what it does not.
"""

import importlib
import pkgutil
from types import ModuleType

# Those that cost least first; a layer that is not named here comes after them.
ORDER = ("protocol", "stack", "cuts", "kills", "restores", "power", "quota", "evictions", "updates", "browser", "fortnight")


def all_layers() -> dict[str, ModuleType]:
    """Name → module, in the order in which `LAYER=all` plays them."""
    names = [one.name for one in pkgutil.iter_modules(__path__) if not one.name.startswith("_")]
    names.sort(key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
