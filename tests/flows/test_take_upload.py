from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.picture import double_of, picture_key, size_of
from chalicelib.domain.studio import Preferences
from chalicelib.domain.upload import BYTES_MAX, TOLD, Purpose, Refusal
from chalicelib.flows.picture_taking import Outcome, Told
from chalicelib.flows.take_upload import take_upload
from chalicelib.models import studio
from chalicelib.models.audit import audit_of
from chalicelib.models.client import Client
from chalicelib.models.upload import last_upload
from chalicelib.services.files import FakeFiles
from tests.domain.jpegs import by_hand, frame, jpeg, looks_upright, scan, segment, turned
from tests.faults import scenes

LOGO, PICTURE = "uploads/logo/studio.jpg", "uploads/pictures/1042 Rita.jpg"
SECRETS = (b"Camera of Jane Lake", b"Exif", b"<script>", b"secret", b"ICC_PROFILE")


@pytest.fixture
def bucket(tables: object, now: datetime) -> FakeFiles:
    scenes.studio()
    scenes.client("rita", now, number=1042)
    return FakeFiles()


def put(bucket: FakeFiles, key: str, body: bytes, at: datetime, *, now: datetime | None = None) -> Outcome:
    """Put the file, and tell of it as S3 does."""
    bucket.held[key] = body
    return tell(bucket, key, at, now=now)


def tell(bucket: FakeFiles, key: str, at: datetime, *, now: datetime | None = None, **more: Any) -> Outcome:
    told = Told(key=key, etag=bucket.etag(key), size=len(bucket.held[key]), sequencer=at.isoformat(), at=at)
    return take_upload(replace(told, **more), files=bucket, now=now or at)


def opened(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert not any(secret in body for secret in SECRETS)
    assert not image.getexif()
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    return image


def both(bucket: FakeFiles, key: str) -> tuple[tuple[int, int], tuple[int, int]]:
    assert bucket.content_types[key] == bucket.content_types[double_of(key)] == "image/jpeg"
    return opened(bucket.held[key]).size, opened(bucket.held[double_of(key)]).size


def test_an_uploaded_jpeg_becomes_the_logo_in_both_sizes(bucket, now):
    assert put(bucket, LOGO, jpeg(1600, 600), now) is Outcome.TAKEN
    preferences = studio.load().preferences
    key = preferences.logo_key
    assert size_of(key) == (320, 120)
    assert both(bucket, key) == ((320, 120), (640, 240))
    assert looks_upright(bucket.held[key])
    assert preferences == replace(scenes.PREFERENCES, logo_key=key, version=preferences.version)
    (record,) = audit_of("preferences", 10)
    assert (record.role, record.request_id, record.what) == ("upload", now.isoformat(), "logo uploaded")
    assert (record.before, record.after) == ({"logo_key": ""}, {"logo_key": key})
    result = last_upload(Purpose.LOGO).result
    assert result is not None
    assert (result.name, result.at, result.refusal, result.width, result.height) == (
        "studio.jpg",
        now,
        None,
        320,
        120,
    )


def test_a_picture_becomes_its_client_s(bucket, now):
    before = Client.get(scenes.RITA)
    assert put(bucket, PICTURE, turned(6, 1200, 1600), now) is Outcome.TAKEN
    client = Client.get(scenes.RITA)
    assert client.picture_key == picture_key(scenes.RITA)
    assert (client.picture_at, client.version) == (now, before.version + 1)
    assert both(bucket, client.picture_key) == ((96, 128), (192, 256))
    assert looks_upright(bucket.held[double_of(client.picture_key)])
    assert len(bucket.held[client.picture_key]) <= 8_000
    (record,) = audit_of(f"client#{scenes.RITA}", 10)
    assert (record.role, record.after) == ("upload", {"picture": now.isoformat()})


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_turn_of_a_camera_is_undone_and_its_place_forgotten(bucket, now, orientation):
    assert put(bucket, LOGO, turned(orientation), now) is Outcome.TAKEN
    key = studio.load().preferences.logo_key
    assert size_of(key) == (160, 120)
    assert looks_upright(bucket.held[key])
    assert both(bucket, key) == ((160, 120), (320, 240))


@pytest.mark.parametrize(
    "body",
    [
        jpeg(mode="CMYK"),
        jpeg(progressive=True),
        jpeg(mode="RGB", icc_profile=b"secret" * 500),
        jpeg(comment=b"<script>alert(1)</script>"),
        jpeg() + b"<html><script>secret</script></html>",
        jpeg()[:2] + segment(0xED, b"Photoshop 3.0 secret") + jpeg()[2:],
        jpeg(subsampling=2),
        jpeg(keep_rgb=True),
    ],
)
def test_only_pixels_go_on(bucket, now, body):
    assert put(bucket, LOGO, body, now) is Outcome.TAKEN
    key = studio.load().preferences.logo_key
    both(bucket, key)
    assert looks_upright(bucket.held[key], tolerance=90)


def test_gray_stays_gray_and_a_small_picture_small(bucket, now):
    assert put(bucket, LOGO, jpeg(100, 50, mode="L"), now) is Outcome.TAKEN
    key = studio.load().preferences.logo_key
    assert both(bucket, key) == ((100, 50), (100, 50))
    red, green, blue = (band.tobytes() for band in opened(bucket.held[key]).split())
    assert red == green == blue


REFUSED = {
    "no jpeg": (LOGO, b"\x89PNG\r\n\x1a\n" + bytes(100), Refusal.NO_JPEG),
    "nothing": (LOGO, b"", Refusal.NO_JPEG),
    "a page": (LOGO, b"<!doctype html><script>", Refusal.NO_JPEG),
    "a picture of another kind before": (LOGO, b"GIF89a" + jpeg(), Refusal.NO_JPEG),
    "cut off": (LOGO, jpeg(2000, 2000)[:-2], Refusal.CUT_OFF),
    "a huge claim": (LOGO, by_hand(frame(65_500, 65_500), scan()), Refusal.TOO_LARGE),
    "many layers": (LOGO, by_hand(frame(5_000, 5_000), scan() * 101), Refusal.TOO_LARGE),
    "a claim of nothing": (LOGO, by_hand(frame(5_000, 5_000), scan()), Refusal.DAMAGED),
    "too small": (LOGO, jpeg(15, 200), Refusal.TOO_SMALL),
    "lossless": (LOGO, by_hand(frame(50, 50, marker=0xC3), scan()), Refusal.UNUSUAL),
    "nowhere": ("uploads/studio.jpg", jpeg(), Refusal.WRONG_FOLDER),
    "deeper": ("uploads/logo/old/studio.jpg", jpeg(), Refusal.WRONG_FOLDER),
    "nobody's": ("uploads/pictures/9999.jpg", jpeg(), Refusal.NOBODY),
    "no name": ("uploads/pictures/ .jpg", jpeg(), Refusal.NOBODY),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_stands_in_words_beside_the_file_and_on_the_screen(bucket, now, case):
    key, body, refusal = REFUSED[case]
    before = studio.load().preferences
    assert put(bucket, key, body, now) is Outcome.REFUSED
    assert TOLD[refusal] in bucket.held[key + ".refused.txt"].decode()
    assert bucket.content_types[key + ".refused.txt"].startswith("text/plain")
    assert bucket.held.keys() == {key, key + ".refused.txt"}
    assert studio.load().preferences == before
    for purpose in Purpose:
        if key.startswith(f"uploads/{purpose.value}/") and refusal is not Refusal.WRONG_FOLDER:
            result = last_upload(purpose).result
            assert result is not None
            assert (result.refusal, result.name) == (refusal, key.rpartition("/")[2])


def test_a_large_file_is_refused_unread(bucket, now):
    bucket.held[LOGO] = jpeg()
    assert tell(bucket, LOGO, now, size=BYTES_MAX + 1) is Outcome.REFUSED
    assert bucket.reads == 0
    assert TOLD[Refusal.TOO_MANY_BYTES] in bucket.held[LOGO + ".refused.txt"].decode()


def test_a_report_is_no_upload_and_goes_when_the_file_is_good(bucket, now):
    put(bucket, LOGO, b"no", now)
    report = LOGO + ".refused.txt"
    before = dict(bucket.held)
    assert tell(bucket, report, now) is Outcome.NOT_MEANT
    assert bucket.held == before
    assert put(bucket, LOGO, jpeg(), now + timedelta(minutes=1)) is Outcome.TAKEN
    assert report not in bucket.held


def test_the_same_event_again_changes_nothing(bucket, now):
    put(bucket, LOGO, jpeg(), now)
    put(bucket, PICTURE, jpeg(), now)
    preferences, client = studio.load().preferences, Client.get(scenes.RITA)
    later = now + timedelta(minutes=11)
    assert tell(bucket, LOGO, now, now=later) is Outcome.STANDS
    assert tell(bucket, PICTURE, now, now=later) is Outcome.STANDS
    assert studio.load().preferences == preferences
    assert Client.get(scenes.RITA).version == client.version
    assert len(audit_of("preferences", 10)) == len(audit_of(f"client#{scenes.RITA}", 10)) == 1


def test_an_earlier_upload_that_comes_late_changes_nothing(bucket, now):
    earlier = now - timedelta(seconds=1)
    put(bucket, LOGO, jpeg(500, 100), now)
    put(bucket, PICTURE, jpeg(500, 100), now)
    preferences, held = studio.load().preferences, dict(bucket.held)
    other_logo, other_picture = "uploads/logo/old.jpg", "uploads/pictures/rita.jpg"
    assert put(bucket, other_logo, jpeg(), earlier) is Outcome.LATE
    assert put(bucket, other_picture, jpeg(), earlier) is Outcome.LATE
    assert studio.load().preferences == preferences
    assert {key: bucket.held[key] for key in held} == held


def test_an_earlier_good_one_is_taken_though_a_later_one_was_refused(bucket, now):
    put(bucket, "uploads/logo/bad.jpg", b"no", now)
    assert put(bucket, LOGO, jpeg(), now - timedelta(seconds=1)) is Outcome.TAKEN
    assert studio.load().preferences.logo_key
    result = last_upload(Purpose.LOGO).result
    assert result is not None
    assert result.refusal is Refusal.NO_JPEG, "the last upload's result is the last upload's"


def test_a_file_that_was_replaced_meanwhile_is_left_to_its_own_event(bucket, now):
    bucket.held[LOGO] = jpeg()
    assert tell(bucket, LOGO, now, etag="another") is Outcome.LATE
    assert bucket.held.keys() == {LOGO}
    assert last_upload(Purpose.LOGO).result is None


def test_what_others_save_meanwhile_is_kept(bucket, now, monkeypatch):
    stored = studio.preferences_put

    def saved_between(preferences: Preferences) -> Any:
        monkeypatch.setattr(studio, "preferences_put", stored)
        standing = studio.load().preferences
        assert studio.save_preferences(replace(standing, studio_name="Renamed Studio"))
        return stored(preferences)

    monkeypatch.setattr(studio, "preferences_put", saved_between)
    assert put(bucket, LOGO, jpeg(), now) is Outcome.TAKEN
    preferences = studio.load().preferences
    assert preferences.studio_name == "Renamed Studio"
    assert preferences.logo_key


@pytest.mark.parametrize(
    "name", ["rita", "1042", "01042", "1042 Rita Lake", client_id_of_ref("rita"), "rita Lake"]
)
def test_a_picture_finds_its_client_by_number_reference_or_id(bucket, now, name):
    assert put(bucket, f"uploads/pictures/{name}.jpg", jpeg(), now) is Outcome.TAKEN
    assert Client.get(scenes.RITA).picture_key


def test_a_name_that_could_be_two_people_s_is_refused(bucket, now):
    scenes.client("1042", now)
    assert put(bucket, PICTURE, jpeg(), now) is Outcome.REFUSED
    assert TOLD[Refusal.TWO_CLIENTS] in bucket.held[PICTURE + ".refused.txt"].decode()
    assert put(bucket, f"uploads/pictures/{scenes.RITA}.jpg", jpeg(), now) is Outcome.TAKEN


def test_the_picture_of_a_joined_record_is_the_winner_s(bucket, now):
    scenes.client("gina", now, merged_into=scenes.RITA)
    assert put(bucket, "uploads/pictures/gina.jpg", jpeg(), now) is Outcome.TAKEN
    assert Client.get(scenes.RITA).picture_key == picture_key(scenes.RITA)
    assert Client.get(scenes.GINA).picture_key is None


def test_who_was_erased_gets_no_picture(bucket, now):
    scenes.client("gina", now, erased_at=now)
    assert put(bucket, "uploads/pictures/gina.jpg", jpeg(), now) is Outcome.REFUSED
    assert picture_key(scenes.GINA) not in bucket.held
