"""The logo's screen and a client's picture: stored effects, refusals, and names that are only names."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.picture import double_of, picture_key
from chalicelib.domain.studio import BookingStyle, Preferences
from chalicelib.flows.picture_taking import Told
from chalicelib.flows.take_upload import take_upload
from chalicelib.handlers.console.picture import picture_of
from chalicelib.models import studio
from chalicelib.models.audit import audit_of
from chalicelib.models.client import Client
from chalicelib.services import clock, logo
from chalicelib.services.files import files
from chalicelib.settings import settings
from tests.console.desk import Desk
from tests.domain.jpegs import jpeg, looks_upright, turned
from tests.engine import Engine
from tests.faults import scenes
from tests.handlers.visits import Visitor
from tests.outside import OUTSIDE

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>"\'{{x}}\u202e.jpg'
DATA = re.compile(
    r'<img src="(data:image/jpeg;base64,[A-Za-z0-9+/=]+)" alt="([^"]*)" width="(\d+)" height="(\d+)">'
)


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    OUTSIDE.empty()
    OUTSIDE.open = True
    logo._read.cache_clear()
    preferences = Preferences(studio_name="Bright Studio", style=BookingStyle.LINK, zone="America/New_York")
    assert studio.save_preferences(preferences)


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def held() -> dict[str, bytes]:
    return OUTSIDE.held.files


def upload(key: str, body: bytes, at: datetime = NOW) -> None:
    """As S3 would: the file is put, and its event is worked off."""
    files().put(key, body)
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    take_upload(Told(key=key, etag=etag, size=len(body), sequencer="s1", at=at), files=files(), now=at)


def test_the_screen_says_where_a_logo_is_uploaded_and_what_became_of_the_last(desk: Desk) -> None:
    screen = desk.ask("logo")
    assert "There is no logo." in screen.words
    assert f"s3://{settings.bucket}/uploads/logo/logo.jpg" in screen.words
    page = f"https://us-east-1.console.aws.amazon.com/s3/upload/{settings.bucket}?region=us-east-1"
    assert f'href="{page}&amp;prefix=uploads/logo/"' in screen.html
    upload("uploads/logo/page.jpg", b"<html>")
    assert "page.jpg, uploaded 2026-11-22 10:00. This is not a JPEG" in desk.ask("logo").words
    upload("uploads/logo/bright.jpg", jpeg(800, 300), NOW + timedelta(minutes=1))
    screen = desk.ask("logo")
    assert "It is shown 320 pixels wide and 120 high." in screen.words
    ((_, text, width, height),) = DATA.findall(screen.html)
    assert (text, width, height) == ("Logo of Bright Studio", "320", "120")


def test_show_logo_is_the_preferences_own_value(desk: Desk) -> None:
    screen = desk.ask("logo")
    assert screen.values["show_logo"] != "yes"
    after = desk.press(screen, "Save Show Logo", {"show_logo": "yes"})
    assert after.values["show_logo"] == "yes"
    assert studio.load().preferences.show_logo
    assert "pages show the studio's name" in after.words, "there is no logo yet"
    (record,) = audit_of("preferences", 10)
    assert (record.role, record.before["show_logo"], record.after["show_logo"]) == ("manager", "no", "yes")
    desk.press(after, "Save Show Logo", {"show_logo": "no"})
    assert not studio.load().preferences.show_logo


def test_a_form_that_did_not_arrive_changes_nothing(desk: Desk) -> None:
    assert "did not arrive" in desk.ask("logo", "save", {"was": False}).words
    assert studio.load().preferences.version == 1


def test_what_somebody_else_chose_meanwhile_is_not_written_over(desk: Desk) -> None:
    upload("uploads/logo/bright.jpg", jpeg())
    screen = desk.ask("logo")
    upload("uploads/logo/newer.jpg", turned(6), NOW + timedelta(minutes=1))
    standing = studio.load().preferences
    assert "Somebody else has changed the logo" in desk.press(screen, "Remove the logo").words
    assert studio.load().preferences == standing
    assert "It was so already" in desk.ask("logo", "save", {"was": True}, {"show_logo": "no"}).words
    assert "Somebody else" in desk.ask("logo", "save", {"was": True}, {"show_logo": "yes"}).words
    assert studio.load().preferences == standing


def test_a_logo_is_removed_once_and_a_late_upload_does_not_bring_it_back(desk: Desk) -> None:
    upload("uploads/logo/bright.jpg", jpeg(), NOW - timedelta(minutes=2))
    screen = desk.ask("logo")
    assert "There is no logo." in desk.press(screen, "Remove the logo").words
    assert not studio.load().preferences.logo_key
    assert "It was so already" in desk.press(screen, "Remove the logo").words
    upload("uploads/logo/late.jpg", turned(3), NOW - timedelta(minutes=1))
    assert not studio.load().preferences.logo_key
    assert [record.what for record in audit_of("preferences", 10)] == ["logo removed", "logo uploaded"]


def test_inside_a_website_the_screen_advises_against_it(desk: Desk) -> None:
    assert "your page has one" not in desk.ask("logo").words
    standing = studio.load().preferences
    assert studio.save_preferences(Preferences(version=standing.version, style=BookingStyle.IFRAME))
    assert "your page has one" in desk.ask("logo").words


def test_a_large_logo_of_earlier_days_does_not_make_a_large_screen(desk: Desk) -> None:
    standing = studio.load().preferences
    assert studio.save_preferences(Preferences(version=standing.version, logo_key="logo/old.jpg"))
    files().put("logo/old.jpg", b"\xff\xd8\xff" + bytes(200_000))
    assert "too large to be shown here" in desk.ask("logo").words


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_the_logo_is_the_manager_s(role: Role) -> None:
    assert "manager's dashboard alone" in Desk(role).ask("logo", "remove", {"key": ""}).words


def test_a_file_s_name_is_text_and_nothing_else(desk: Desk) -> None:
    upload(f"uploads/logo/{HOSTILE.replace('/', '')}", b"no")
    screen = desk.ask("logo")
    assert "The last upload was refused" in screen.words
    assert "arn:evil" in screen.words
    assert "\u202e" not in screen.html


def test_a_screen_makes_at_most_three_calls(desk: Desk, tables: Engine) -> None:
    upload("uploads/logo/bright.jpg", jpeg())
    logo._read.cache_clear()
    before = tables.requests
    desk.ask("logo")
    assert tables.requests - before <= 3


def client_with_a_picture() -> Client:
    scenes.client("rita", NOW, number=1042)
    upload("uploads/pictures/1042.jpg", turned(6, 1200, 1600), NOW - timedelta(minutes=1))
    return Client.get(scenes.RITA)


def test_a_client_s_picture_is_a_block_that_holds_it() -> None:
    picture = picture_of(client_with_a_picture())
    assert picture is not None
    assert (picture.text, picture.width, picture.height) == ("Picture of Rita Lake", 96, 128)
    assert picture.url.startswith("data:image/jpeg;base64,")
    assert len(picture.url) < 12_000


def test_no_picture_is_shown_where_there_is_none_or_its_file_is_gone() -> None:
    client = client_with_a_picture()
    held().clear()
    assert picture_of(client) is None
    assert picture_of(Client("c1", client_ref="c1")) is None


def test_a_picture_is_shown_and_removed_with_its_files() -> None:
    client_with_a_picture()
    desk = Desk()
    screen = desk.ask("picture", "", {"client": scenes.RITA})
    assert DATA.findall(screen.html)
    assert f"s3://{settings.bucket}/uploads/pictures/1042.jpg" in screen.words
    after = desk.press(screen, "Remove the picture")
    assert "Nothing is kept of the picture." in after.words
    assert "There is no picture." in after.words
    client = Client.get(scenes.RITA)
    assert client.picture_key is None
    assert client.version == 3
    key = picture_key(scenes.RITA)
    assert not any(name.endswith((key, double_of(key))) for name in held())
    assert audit_of(f"client#{scenes.RITA}", 1)[0].what == "picture removed"
    assert "had no picture any more" in desk.press(screen, "Remove the picture").words
    assert Client.get(scenes.RITA).version == 3


def test_the_picture_of_nobody_is_no_screen() -> None:
    for do in ("", "remove"):
        assert "There is no such client" in Desk().ask("picture", do, {"client": "nobody"}).words
    assert "operator's dashboard alone" in Desk(Role.VIEWER).ask("picture", "remove", {"client": "x"}).words


def visited(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A visitor a little later, when nothing of the studio is remembered."""
    studio.bundle = studio.Bundle()
    return Visitor(monkeypatch, NOW)


def test_show_logo_your_company_logo_will_appear_on_the_top_of_each_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = studio.load().preferences
    assert studio.save_preferences(replace(standing, form_active=True, redirect_url="https://bright.example"))
    upload("uploads/logo/bright.jpg", jpeg(800, 300))
    assert "<img" not in visited(monkeypatch).get().text
    desk.press(desk.ask("logo"), "Save Show Logo", {"show_logo": "yes"})
    visitor = visited(monkeypatch)
    replies = [visitor.get(), visitor.send(last_name=""), visitor.send()]
    assert [reply.status for reply in replies] == [200, 422, 200]
    for page in (reply.text for reply in replies):
        header = page.partition("<header>")[2].partition("</header>")[0]
        (address,) = re.findall(r'<img src="([^"]+)"', header)
        assert visitor.get("/" + address.rpartition("/")[2]).body == logo.logo(
            studio.load().preferences.logo_key
        )


def test_upload_new_logo_any_jpeg_image_becomes_the_logo(desk: Desk) -> None:
    for at, body in enumerate(
        [jpeg(), jpeg(mode="L"), jpeg(mode="CMYK"), jpeg(progressive=True), turned(8), jpeg(4000, 3000)]
    ):
        upload(f"uploads/logo/Any Name {at}.JPEG", body, NOW + timedelta(minutes=at))
        result = desk.ask("logo").words
        assert f"The last upload was taken Any Name {at}.JPEG" in result
        key = studio.load().preferences.logo_key
        stored = held()[next(name for name in held() if name.endswith(key))]
        assert looks_upright(stored, tolerance=90) or body == jpeg(mode="L")


def test_the_logo_is_shared_with_the_online_booking_preferences(desk: Desk) -> None:
    desk.ask("logo", "save", {"was": False}, {"show_logo": "yes"})
    standing = studio.load().preferences
    assert studio.save_preferences(replace(standing, form_active=True))
    for menu in ("preferences", "booking_preferences"):
        tab = desk.press(desk.ask(menu), "Logo")
        assert tab.values["show_logo"] == "yes", menu
        assert tab.button("Upload New Logo")
