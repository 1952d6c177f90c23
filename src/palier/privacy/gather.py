"""Gather what every room says it keeps. No room is named here: each one that has a `registry.py` is read."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from palier.common.personal_data import Activity, Held


@cache
def _registries() -> tuple[ModuleType, ...]:
    """The registry of each installed room, in the order in which rooms are installed."""
    rooms = [app.module for app in apps.get_app_configs() if app.module and module_has_submodule(app.module, "registry")]
    return tuple(import_module(f"{room.__name__}.registry") for room in rooms)


def activities() -> list[Activity]:
    """Every processing activity, by number."""
    return sorted((one for room in _registries() for one in room.ACTIVITIES), key=lambda one: one.number)


def holdings() -> list[Held]:
    """Every declaration of every room."""
    return [one for room in _registries() for one in room.HELD]


def fields_of_models() -> Iterator[tuple[str, str]]:
    """(model, field) for every column of every table that the house keeps; links between two tables count as a field of the first."""
    for model in apps.get_models():
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
            yield model._meta.label, field.name
