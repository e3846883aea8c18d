"""What Gmail, Outlook and Apple Mail do with the HTML of our letters, by the data of caniemail.com."""

import json
import shutil
import subprocess
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from local.letters import messages

# What some program leaves out, and why the letter is as good without it. Anything else is a fault.
DONE_WITHOUT = {
    "color-scheme CSS property": "the program darkens by itself, or stays light",
    "color-scheme meta tag": "the same",
    "@media": "the same, and a narrow window keeps the wide margins",
    "<style> element": "all that matters is inline",
    "display:none": "the line before the letter is also one pixel high and of the page's color",
    "opacity": "one of several ways to hide that line",
    "max-height property": "another",
    "max-width property": "another",
    "overflow": "another",
    "border-radius": "corners are square",
    "system-ui, ui-serif, ui-sans-serif, ui-rounded, ui-monospace": "the next family of the list is taken",
    "<body> element": "the table within has the page's color too",
    "aria-hidden attribute": "only for who listens, and they hear the words of that line",
    "aria-label attribute": "the letter's heading says the same",
    "role attribute": "tables are read as tables",
    "word-break": "codes are short",
}


@pytest.fixture(scope="module")
def left_out() -> dict[str, dict[str, list[str]]]:
    """Letter → feature → the programs that leave it out."""
    letters = {}
    for name, raw in messages():
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        part = message.get_body(("html",))
        assert part is not None
        letters[name] = part.get_content()
    letters["broken"] = "<div style='display: grid; position: sticky'><video src='a.mp4'></video></div>"
    node = shutil.which("node")
    assert node is not None, "Node is not installed: local/bootstrap test"
    told = subprocess.run(
        [node, str(Path(__file__).with_name("mail_programs.mjs"))],
        input=json.dumps(letters).encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = json.loads(told.stdout)
    assert found.keys() == letters.keys()
    return dict(found)


def test_what_no_program_should_meet_is_noticed(left_out: dict[str, dict[str, list[str]]]) -> None:
    assert {"display:grid", "<video> element"} <= left_out["broken"].keys()


def test_whatever_a_mail_program_leaves_out_no_letter_needs(
    left_out: dict[str, dict[str, list[str]]],
) -> None:
    letters = {name: found for name, found in left_out.items() if name != "broken"}
    met = {
        f"{feature}: {', '.join(programs)}"
        for found in letters.values()
        for feature, programs in found.items()
        if feature not in DONE_WITHOUT
    }
    assert met == set()
    assert set().union(*letters.values()) <= DONE_WITHOUT.keys()
