"""S3's event of an upload, as the function takes it."""

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import app
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.settings import settings
from tests.domain.jpegs import jpeg
from tests.engine import Engine
from tests.faults import scenes
from tests.outside import OUTSIDE

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    OUTSIDE.empty()
    OUTSIDE.open = True
    scenes.studio()
    scenes.client("rita", NOW, number=1042)


def told(key: str, body: bytes, at: str = "2026-11-22T14:59:58.123Z", **more: Any) -> dict[str, Any]:
    """One record of S3's event; keys come as in the query of an address."""
    file = {"key": key, "size": len(body), "eTag": hashlib.md5(body, usedforsecurity=False).hexdigest()}
    return {
        "eventTime": at,
        "s3": {"bucket": {"name": settings.bucket}, "object": {**file, "sequencer": "00A1", **more}},
    }


def test_names_come_as_in_addresses_and_all_records_are_worked_off() -> None:
    body = jpeg()
    for key in ("uploads/logo/Bright + Söhne.jpg", "uploads/pictures/1042 Rita Lake.jpg"):
        files().put(key, body)
    records = [
        told("uploads/logo/Bright+%2B+S%C3%B6hne.jpg", body),
        told("uploads/pictures/1042+Rita+Lake.jpg", body),
        told("uploads/logo/", b""),
    ]
    assert app.take_upload({"Records": records}, None) == {"outcomes": ["taken", "taken", "not_meant"]}
    assert studio.load().preferences.logo_key
    assert Client.get(scenes.RITA).picture_at == NOW - timedelta(seconds=1.877)


def test_what_is_gone_is_left_alone() -> None:
    assert app.take_upload({"Records": [told("uploads/logo/a.jpg", b"gone")]}, None) == {"outcomes": ["late"]}


def test_an_event_of_nothing_is_no_fault() -> None:
    assert app.take_upload({"Service": "Amazon S3", "Event": "s3:TestEvent"}, None) == {"outcomes": []}


def test_the_log_knows_no_name(caplog: pytest.LogCaptureFixture) -> None:
    files().put("uploads/pictures/Jane Doe.jpg", b"no")
    with caplog.at_level(logging.INFO):
        app.take_upload({"Records": [told("uploads/pictures/Jane+Doe.jpg", b"no")]}, None)
    assert "refused" in [record.__dict__.get("outcome") for record in caplog.records]
    assert "Jane" not in "".join(str(record.__dict__) for record in caplog.records)
