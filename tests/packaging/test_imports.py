"""A door imports what it needs: counted in modules, in a fresh process, from the zip as it is shipped.

Modules are counted and not milliseconds, which a busy machine stretches. The botocore is this environment's.
"""

import json
import os
import subprocess
import sys

import pytest

from chalicelib.handlers import console
from tests.packaging.conftest import Packaged
from tests.template import environment

COUNTED = """
import json, sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
for name in sys.argv[2:]:
    __import__(name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
# A tenth above what was measured, for versions that move.
EVERY_DOOR = 40
DOORS = {
    "booking": 405,
    "console": 390,
    "directory": 365,
    "events": 390,
    "exports": 435,
    "form": 420,
    "imports": 420,
    "letter_preview": 410,
    "logo": 405,
    "mail_events": 355,
    "mailings": 400,
    "night": 460,
    "notices": 460,
    "own_page": 440,
    "processings": 400,
    "records": 415,
    "share": 405,
    "text_events": 375,
    "triggers": 400,
    "unsubscribe": 420,
    "uploads": 395,
}

SCREEN = 460
"""What a view may add up to with the console's door."""


_imported: dict[tuple[str, ...], set[str]] = {}


def imported(packaged: Packaged, *names: str) -> set[str]:
    """The modules that a fresh process has loaded besides its own after importing these."""
    if names not in _imported:
        _imported[names] = _loaded(packaged, names)
    return _imported[names]


def _loaded(packaged: Packaged, names: tuple[str, ...]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, str(packaged.tree), *names],
        env={"PATH": os.environ["PATH"], **environment()},
        cwd=packaged.tree,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_what_every_door_pays_knows_neither_aws_nor_pages(packaged: Packaged) -> None:
    loaded = imported(packaged, "app")
    assert not loaded & {"boto3", "botocore", "pynamodb", "jinja2", "urllib3", "chalicelib.settings"}
    assert len(loaded) <= EVERY_DOOR


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_stays_within_its_budget(packaged: Packaged, door: str) -> None:
    loaded = imported(packaged, "app", f"chalicelib.handlers.{door}")
    assert "boto3" not in loaded, "botocore alone is 70 ms lighter"
    assert len(loaded) <= DOORS[door]


@pytest.mark.parametrize(
    "door",
    [
        "directory",
        "events",
        "exports",
        "imports",
        "mail_events",
        "mailings",
        "night",
        "processings",
        "records",
        "text_events",
        "triggers",
        "uploads",
    ],
)
def test_a_door_without_pages_or_letters_loads_no_templates(packaged: Packaged, door: str) -> None:
    assert "jinja2" not in imported(packaged, "app", f"chalicelib.handlers.{door}")


def test_every_door_has_a_budget(packaged: Packaged) -> None:
    doors = {path.stem for path in (packaged.tree / "chalicelib" / "handlers").iterdir()}
    code = (packaged.tree / "app.py").read_text()
    assert {door for door in doors if f"import {door}" in code} == DOORS.keys()


def test_the_console_loads_a_screen_when_it_is_asked_for(packaged: Packaged) -> None:
    loaded = imported(packaged, "app", "chalicelib.handlers.console")
    assert not {name for name in loaded if name.startswith("chalicelib.handlers.console.")}


@pytest.mark.parametrize("view", console.NAMES)
def test_a_screen_stays_within_the_budget_of_all(packaged: Packaged, view: str) -> None:
    loaded = imported(packaged, "app", "chalicelib.handlers.console", f"chalicelib.handlers.console.{view}")
    assert not loaded & {"boto3", "PIL"}
    assert len(loaded) <= SCREEN


def test_what_draws_pictures_is_loaded_where_pictures_come_in_alone(packaged: Packaged) -> None:
    drawing = {door for door in DOORS if "PIL" in imported(packaged, "app", f"chalicelib.handlers.{door}")}
    assert drawing == {"uploads"}


def test_what_draws_codes_waits_for_a_page_that_shows_one(packaged: Packaged) -> None:
    assert not [door for door in DOORS if "segno" in imported(packaged, "app", f"chalicelib.handlers.{door}")]


def test_what_cleans_letters_is_loaded_where_letters_are_sent_alone(packaged: Packaged) -> None:
    cleaning = {door for door in DOORS if "nh3" in imported(packaged, "app", f"chalicelib.handlers.{door}")}
    assert cleaning == {"notices"}
