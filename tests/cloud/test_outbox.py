"""The outbox of the local studio, on its own page: sent letters as a person and a mail program read them."""

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from local import pages
from local.process import free_port
from tests.cloud.live_studio import LiveStudio, eventually
from tests.cloud.visitor import Visitor


@pytest.fixture(scope="module")
def website(live: LiveStudio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages beside the studio, without the slash at its end."""
    folder: Path = tmp_path_factory.mktemp("pages")
    (folder / "outputs.json").write_text(json.dumps(live.outputs))
    yield pages.start(folder, free_port())
    pages.program(folder).forget()


@pytest.fixture(scope="module")
def letter(live: LiveStudio) -> dict[str, Any]:
    """A reward letter that was sent."""
    referrer = live.referrer("OUTBOX")
    live.friend_of(referrer.url, "Olga")
    return eventually(lambda: live.letters_to(referrer.email))[0]


def test_the_list_shows_each_letter_and_leads_to_it(website: str, letter: dict[str, Any]) -> None:
    page = Visitor().get(f"{website}/outbox")
    assert page.status == 200
    assert page.text.count(letter["To"][0]) == 1
    assert f'href="/outbox/{letter["MessageId"]}"' in page.text
    newest = json.loads(Visitor().get(f"{website}/outbox.json").text)
    assert letter in newest
    times = [each["Timestamp"] for each in newest]
    assert times == sorted(times, reverse=True)


def test_a_letter_is_shown_as_it_looks_and_as_text(website: str, letter: dict[str, Any]) -> None:
    address = f"{website}/outbox/{letter['MessageId']}"
    page = Visitor().get(address)
    assert f'<iframe sandbox title="The letter" src="/outbox/{letter["MessageId"]}.html">' in page.text
    assert "Dear Rosa" in page.text
    assert Visitor().get(f"{address}.html").text == letter["BodyHtml"]
    assert Visitor().get(f"{address}.txt").text == letter["BodyText"]


def test_the_source_of_a_letter_is_mime_with_the_text_and_the_html_that_went_out(
    website: str, letter: dict[str, Any]
) -> None:
    answer = Visitor().get(f"{website}/outbox/{letter['MessageId']}.eml")
    assert (answer.status, answer.headers["content-type"]) == (200, "message/rfc822")
    message = message_from_bytes(answer.body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    for part, sent in zip(message.iter_parts(), ("BodyText", "BodyHtml"), strict=True):
        assert isinstance(part, EmailMessage)
        assert not part.defects
        assert part.get_content().split() == letter[sent].split()
    assert (message["To"], message["From"]) == (letter["To"][0], letter["Source"])
    assert message["Subject"] == letter["Subject"]
    assert max(map(len, answer.body.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("path", ["/outbox/nobody", "/outbox/nobody.eml", "/elsewhere"])
def test_what_is_not_there_is_not_found(website: str, path: str) -> None:
    assert Visitor().get(website + path).status == 404


def test_the_website_has_the_form_in_it(live: LiveStudio, website: str) -> None:
    page = Visitor().get(f"{website}/")
    assert live.outputs["form_url"] in page.text
    assert "<iframe" in page.text
