"""The picture of shared links: drawn anew from an upload, in every link's preview, removed by a manager."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.picture import size_of
from chalicelib.domain.studio import BookingStyle, Preferences
from chalicelib.flows.picture_taking import Outcome, Told
from chalicelib.flows.take_upload import take_upload
from chalicelib.models import studio
from chalicelib.models.audit import audit_of
from chalicelib.services import clock, logo
from chalicelib.services.files import files
from tests.console.desk import Desk
from tests.domain.jpegs import jpeg
from tests.engine import Engine
from tests.handlers.visits import Visitor
from tests.outside import OUTSIDE

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
KEY = "uploads/share/our picture.jpg"


@pytest.fixture
def visitor(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    OUTSIDE.empty()
    OUTSIDE.open = True
    logo._read.cache_clear()
    preferences = Preferences(
        studio_name="Bright Studio",
        style=BookingStyle.LINK,
        form_active=True,
        public_url="https://forms.studio.example",
        redirect_url="https://studio.example",
    )
    assert studio.save_preferences(preferences)
    studio.bundle = studio.Bundle()
    made = Visitor(monkeypatch, NOW)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def upload(body: bytes, at: datetime = NOW) -> Outcome:
    """As S3 would: the file is put, and its event is worked off."""
    files().put(KEY, body)
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    told = Told(key=KEY, etag=etag, size=len(body), sequencer="s1", at=at)
    return take_upload(told, files=files(), now=at)


def stored() -> str:
    """The key of the picture."""
    return studio.load().preferences.share_picture_key


def previewed(visitor: Visitor) -> dict[str, str]:
    """What a message shows of the form, a minute later."""
    visitor.now += timedelta(seconds=61)
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', visitor.get().text)
    return {name: content.replace("&amp;", "&") for name, content in found}


@pytest.mark.parametrize(
    ("size", "shown", "card"),
    [
        ((2400, 1260), (1200, 630), "summary_large_image"),
        ((1600, 1600), (630, 630), "summary"),
        ((600, 315), (600, 315), "summary_large_image"),
    ],
)
def test_an_upload_is_drawn_anew_and_stands_in_every_preview(
    visitor: Visitor, size: tuple[int, int], shown: tuple[int, int], card: str
) -> None:
    assert upload(jpeg(*size)) is Outcome.TAKEN
    assert size_of(stored()) == shown
    assert not studio.load().preferences.logo_key
    preview = previewed(visitor)
    assert (preview["og:image:width"], preview["og:image:height"]) == tuple(map(str, shown))
    assert preview["twitter:card"] == card
    address = preview["og:image"].removeprefix("https://forms.studio.example")
    reply = visitor.get(address)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.body == OUTSIDE.held.files[stored()]
    assert len(reply.body) < 300_000


def test_a_repeat_changes_nothing_and_an_older_one_comes_late(visitor: Visitor) -> None:
    assert upload(jpeg(1200, 630)) is Outcome.TAKEN
    first = stored()
    assert upload(jpeg(1200, 630)) is Outcome.STANDS
    assert upload(jpeg(800, 400), NOW - timedelta(hours=1)) is Outcome.LATE
    assert stored() == first
    assert [record.what for record in audit_of("preferences", 10)] == ["share picture uploaded"]


def test_a_manager_sees_it_and_removes_it(visitor: Visitor) -> None:
    desk = Desk(Role.MANAGER)
    assert "There is no picture." in desk.ask("share_picture").words
    upload(jpeg(1200, 630))
    seen = desk.ask("share_picture")
    assert "The last upload was taken" in seen.words
    assert 'width="600" height="315"' in seen.html
    told = desk.press(seen, "Remove the picture")
    assert "Stored" in told.words
    assert stored() == ""
    again = desk.press(seen, "Remove the picture")
    assert "It was so already" in again.words
    assert upload(jpeg(1200, 630), NOW - timedelta(days=400)) is Outcome.LATE
    assert "og:image" not in previewed(visitor)
    assert visitor.get("/share-picture").status == 404


def test_another_picture_meanwhile_is_not_removed_unseen(visitor: Visitor) -> None:
    desk = Desk(Role.MANAGER)
    upload(jpeg(1200, 630))
    seen = desk.ask("share_picture")
    upload(jpeg(800, 420), NOW + timedelta(seconds=1))
    assert "Nothing was changed" in desk.press(seen, "Remove the picture").words
    assert size_of(stored()) == (800, 420)


def test_a_file_that_is_no_picture_is_refused_in_words(visitor: Visitor) -> None:
    assert upload(b"<html>") is Outcome.REFUSED
    assert "This is not a JPEG" in Desk(Role.MANAGER).ask("share_picture").words
    assert stored() == ""
