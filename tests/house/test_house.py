"""The structure of the house, held by the machine."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "palier"
ORDER = [
    "common",
    "places",
    "privacy",
    "people",
    "languages",
    "partners",
    "teams",
    "missions",
    "voices",
    "tours",
    "safety",
    "visits",
    "impact",
    "doorway",
    "portal",
    "desk",
    "rehearsal",
    "config",
]
FILES = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def imports_of(path: Path) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, node.lineno))
        elif isinstance(node, ast.Import):
            found += [(one.name, node.lineno) for one in node.names]
    return found


def test_foreign_keys_point_down() -> None:
    for model in apps.get_models():
        room = model.__module__.split(".")[1] if model.__module__.startswith("palier.") else ""
        if room not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if target and not field.auto_created and target.__module__.startswith("palier."):
                other = target.__module__.split(".")[1]
                assert ORDER.index(other) <= ORDER.index(room), f"{model.__name__}.{field.name} points up to {other}"


@pytest.mark.parametrize("path", [one for one in FILES if "tests" not in one.parts], ids=lambda one: str(one.relative_to(SOURCE)))
def test_other_rooms_are_entered_by_their_door(path: Path) -> None:
    """Only `api`; models may name the models of lower rooms, config and the fronts' templates wire pages."""
    room = room_of(path)
    for module, line in imports_of(path):
        parts = module.split(".")
        if parts[0] != "palier" or len(parts) < 3 or parts[1] in (room, "common") or room == "config":
            continue
        allowed = parts[2] == "api" or (path.name == "models.py" and parts[2] == "models")
        assert allowed, f"{path.name}:{line} enters {module}"


def test_no_template_points_up() -> None:
    for path in SOURCE.rglob("*.html"):
        room = room_of(path)
        for name in re.findall(r"""{%\s*(?:extends|include)\s+["']([^"']+)""", path.read_text("utf-8")):
            other = name.split("/")[0]
            assert other == room or other not in ORDER, f"{path.name} takes {name}"


def test_every_room_says_what_it_refuses() -> None:
    for room in ORDER:
        charter = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text("utf-8"))) or ""
        assert len(charter) > 60, f"{room} has no charter"


def test_migrations_are_named_by_a_person() -> None:
    for path in SOURCE.rglob("migrations/*.py"):
        assert "auto_" not in path.name, path.name


def test_no_field_speaks_of_residents() -> None:
    """No name, phone, health, origin or position of a resident anywhere (PV-02, PV-03)."""
    forbidden = re.compile(r"ethnic|origin|nationality|religion|health|diagnos|latitude_of|gps|resident_name|surname|last_name|birth")
    for model in apps.get_models():
        if model.__module__.startswith("palier."):
            for field in model._meta.get_fields():
                assert not forbidden.search(field.name), f"{model.__name__}.{field.name}"


def test_the_phone_asks_for_no_position_and_no_other_host() -> None:
    for path in (SOURCE.parents[1] / "field" / "src").rglob("*"):
        if path.suffix in (".ts", ".svelte"):
            text = path.read_text("utf-8")
            assert "geolocation" not in text, path.name
            assert not re.search(r"https?://(?!www\.w3\.org)", text), path.name
