"""The phone app's files, as the server gives them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from palier.config import field_app

HOST = {"host": "terrain.localhost"}


@pytest.fixture
def bundle(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.FIELD_BUNDLE = tmp_path
    field_app._root.cache_clear()
    (tmp_path / "sw.js").write_text("one")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-abc.js").write_text("code")
    yield tmp_path
    field_app._root.cache_clear()


def ask(name: str, **headers: str) -> Any:
    return Client().get(f"/{name}", headers={**HOST, **headers})


def test_a_file_that_did_not_change_is_not_sent_again(bundle: Path) -> None:
    first = ask("sw.js")
    assert b"".join(first.streaming_content) == b"one"
    again = ask("sw.js", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "no-cache")
    assert ask("sw.js", **{"if-none-match": "W/" + first["ETag"]}).status_code == 304


def test_another_release_is_new_whatever_its_date(bundle: Path) -> None:
    """An earlier release put back has older files; an installer may date them all alike. Phones must see both."""
    first = ask("sw.js")
    (bundle / "sw.js").write_text("two")
    for moment in (315_532_800, 1_000_000_000):
        os.utime(bundle / "sw.js", (moment, moment))
        answer = ask("sw.js", **{"if-none-match": first["ETag"], "if-modified-since": "Sat, 01 Jan 2050 00:00:00 GMT"})
        assert b"".join(answer.streaming_content) == b"two"


def test_hashed_files_are_kept_the_page_and_the_worker_are_asked_again(bundle: Path) -> None:
    assert "immutable" in ask("assets/index-abc.js")["Cache-Control"]
    assert ask("sw.js")["Cache-Control"] == "no-cache"
    assert ask("nothing.js").status_code == 404
    assert ask("../settings.py").status_code == 404
