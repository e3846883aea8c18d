"""Whom a mailing is for, how fast it goes, who may confirm it, and what is read of what is typed."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.mailing import Quota, added, left, may_confirm, page_size, per_second
from chalicelib.domain.mailing_typed import MAILABLE, SHIPPED, letter_of, read_when, read_whom
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Purpose
from chalicelib.domain.recipients import (
    NO_PROGRAM,
    Criteria,
    base_headings,
    enrollment_fits,
    in_words,
    is_meant,
    sales_suffice,
)
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.services.letters import NOT_SHIPPED
from tests.flows.studios import STUDIO

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
CLIENT: dict[str, Any] = {
    "client_id": "cjane",
    "status_id": "client",
    "groups": ["vip", "moms"],
    "marketing_plans": ["spring"],
    "organization_id": "oak",
    "lead_source_id": "web",
    "location_id": "main",
}
EVERYTHING = Criteria(
    group_id="vip",
    marketing_plan_id="spring",
    organization_id="oak",
    lead_source_id="web",
    location_id="main",
    status_id="client",
    loyalty=True,
)


@pytest.mark.parametrize(
    ("criteria", "changed", "meant"),
    [
        (Criteria(), {}, True),
        (EVERYTHING, {}, True),
        (EVERYTHING, {"groups": ["moms"]}, False),
        (EVERYTHING, {"groups": None}, False),
        (EVERYTHING, {"marketing_plans": []}, False),
        (EVERYTHING, {"organization_id": None}, False),
        (EVERYTHING, {"lead_source_id": "other"}, False),
        (EVERYTHING, {"location_id": None}, False),
        (EVERYTHING, {"status_id": "prospect"}, False),
        (Criteria(loyalty=True), {"status_id": "prospect"}, False),
        (Criteria(loyalty=True), {"status_id": None}, False),
        (Criteria(), {"merged_into": "cother"}, False),
        (Criteria(), {"erased_at": NOW}, False),
    ],
)
def test_all_that_is_chosen_must_hold(criteria: Criteria, changed: dict[str, Any], meant: bool) -> None:
    assert is_meant(criteria, {**CLIENT, **changed}, STUDIO) is meant


@pytest.mark.parametrize(
    ("criteria", "headings"),
    [
        (Criteria(), ("all",)),
        (Criteria(program_id="friends"), ("all",)),
        (Criteria(status_id="client"), ("status#client",)),
        (Criteria(status_id="client", group_id="vip"), ("group#vip",)),
        (Criteria(loyalty=True), ("status#client",)),
        (Criteria(loyalty=True, organization_id="oak"), ("organization#oak",)),
    ],
)
def test_one_heading_is_the_base(criteria: Criteria, headings: tuple[str, ...]) -> None:
    assert base_headings(criteria, STUDIO) == headings


@pytest.mark.parametrize(
    ("wanted", "open_one", "fits"),
    [
        ("", None, True),
        ("", "friends", True),
        (NO_PROGRAM, None, True),
        (NO_PROGRAM, "friends", False),
        ("friends", "friends", True),
        ("friends", "brides", False),
        ("friends", None, False),
    ],
)
def test_the_open_enrollment_is_as_chosen(wanted: str, open_one: str | None, fits: bool) -> None:
    assert enrollment_fits(Criteria(program_id=wanted), open_one) is fits


@pytest.mark.parametrize(
    ("least", "sales", "enough"),
    [(None, 0, False), (None, 1, True), (Cents(500), 499, False), (Cents(500), 500, True)],
)
def test_sales_come_to_the_amount_and_are_not_nothing(least: Cents | None, sales: int, enough: bool) -> None:
    assert sales_suffice(Criteria(sales_since=date(2026, 1, 1), sales_min_cents=least), sales) is enough


def test_what_is_chosen_is_stored_and_read_again_and_said() -> None:
    criteria = Criteria(group_id="vip", loyalty=True, sales_since=date(2026, 1, 1), program_id=NO_PROGRAM)
    assert from_plain(Criteria, to_plain(criteria)) == criteria
    assert in_words(criteria, STUDIO) == [
        "Group: VIP",
        "Takes part in the loyalty program",
        "Not enrolled in a referral program",
        "Sales of at least $0.01 since 2026-01-01",
    ]
    assert in_words(Criteria(), STUDIO) == ["All clients"]
    assert len(fields(Criteria)) == 10


@pytest.mark.parametrize(
    ("form", "allowed", "rate", "page"),
    [
        (LetterForm.EMAIL, 14.0, 11.2, 11),
        (LetterForm.EMAIL, 1.0, 0.8, 1),
        (LetterForm.EMAIL, 0.0, 0.1, 1),
        (LetterForm.EMAIL, 500.0, 400.0, 25),
        (LetterForm.TEXT, 500.0, 1.0, 1),
        (LetterForm.PRINT, 1.0, 25.0, 25),
    ],
)
def test_the_pace_leaves_a_fifth_of_the_rate_to_others(
    form: LetterForm, allowed: float, rate: float, page: int
) -> None:
    found = per_second(form, Quota(per_second=allowed, per_day=None))
    assert found == pytest.approx(rate)
    assert page_size(found) == page


@pytest.mark.parametrize(
    ("per_day", "sent", "room"),
    [(None, 10_000, None), (200, 0, 190), (200, 150, 40), (200, 190, 0), (200, 200, 0), (50_000, 0, 47_500)],
)
def test_a_twentieth_of_the_days_quota_is_kept_for_others(
    per_day: int | None, sent: int, room: int | None
) -> None:
    assert Quota(per_second=1.0, per_day=per_day, sent=sent).room == room


@pytest.mark.parametrize(
    ("role", "number", "may"),
    [
        (Role.VIEWER, 1, False),
        (Role.OPERATOR, 500, True),
        (Role.OPERATOR, 501, False),
        (Role.MANAGER, 501, True),
    ],
)
def test_more_than_five_hundred_are_for_a_manager(role: Role, number: int, may: bool) -> None:
    assert may_confirm(role, number) is may


def test_figures_add_up() -> None:
    figures = added({"queued": 1}, ["queued", "enrolled_new", "skipped", "no_consent"])
    assert figures == {"queued": 2, "enrolled_new": 1, "skipped": 1, "no_consent": 1}
    assert left({"to": 5, "not": 2}, figures) == 2


def test_only_marketing_goes_to_many_and_what_ships_is_known() -> None:
    assert {FORMS[kind].purpose for kind in MAILABLE} == {Purpose.MARKETING}
    assert {kind for kind, form in FORMS.items() if form.purpose is Purpose.MARKETING} == set(MAILABLE)
    assert {kind for kind, _ in SHIPPED.values()} == set(MAILABLE) - NOT_SHIPPED


def _head(**more: Any) -> LetterHead:
    told = {
        "kind": Kind.NOTE,
        "form": LetterForm.TEXT,
        "description": "Hello",
        "latest": 3,
        "changed_at": NOW,
    }
    return LetterHead(letter_id="hello", **{**told, **more})


@pytest.mark.parametrize(
    ("name", "head", "found"),
    [
        ("hello", _head(), (Kind.NOTE, LetterForm.TEXT, "hello")),
        ("hello", _head(inactive=True), None),
        ("hello", _head(kind=Kind.REWARD), None),
        ("other", _head(), None),
        ("shipped:reminder:print", _head(), (Kind.REMINDER, LetterForm.PRINT, "")),
        ("shipped:note:email", _head(), None),
        ("shipped:reward:email", _head(), None),
        ("", _head(), None),
    ],
)
def test_a_letter_is_one_of_those_offered(name: str, head: LetterHead, found: object) -> None:
    assert letter_of(name, {head.letter_id: head}) == found


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, set()),
        ({"group_id": "vip", "program_id": NO_PROGRAM}, set()),
        ({"group_id": "gone"}, {"group_id"}),
        ({"program_id": "gone"}, {"program_id"}),
        ({"sales_since": "2026-11-22"}, set()),
        ({"sales_since": "2026-11-23"}, {"sales_since"}),
        ({"sales_since": "22.11.2026"}, {"sales_since"}),
        ({"sales_since": "2026-11-22", "sales_min": "1,250.00"}, set()),
        ({"sales_since": "2026-11-22", "sales_min": "-1"}, {"sales_min"}),
        ({"sales_since": "2026-11-22", "sales_min": "1e3"}, {"sales_min"}),
        ({"sales_min": "5"}, {"sales_since"}),
    ],
)
def test_whom_is_read_or_said_to_be_wrong(typed: dict[str, str], wrong: set[str]) -> None:
    criteria, problems = read_whom(typed, STUDIO, TODAY)
    assert problems.keys() == wrong
    if typed.get("sales_min") == "1,250.00":
        assert criteria.sales_min_cents == Cents(125_000)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("2026-11-02", "9:05", datetime(2026, 11, 2, 14, 5, tzinfo=UTC)),
        ("2026-10-31", "23:00", datetime(2026, 11, 1, 3, 0, tzinfo=UTC)),
        # The clocks go back at 2: the first of the two half past ones.
        ("2026-11-01", "01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_one_of_the_studios_own_clock(day: str, time: str, expected: datetime) -> None:
    assert read_when({"how": "later", "day": day, "time": time}, NEW_YORK, NOW) == (expected, {})


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"how": "now", "day": "never"}, set()),
        ({}, set()),
        ({"how": "later"}, {"day", "time"}),
        ({"how": "later", "day": "2026-11-02", "time": "24:00"}, {"time"}),
        ({"how": "later", "day": "2026-02-30", "time": "09:00"}, {"day"}),
        ({"how": "later", "day": "2026-10-31", "time": "22:00"}, {"day"}),
        ({"how": "later", "day": "2027-01-29", "time": "21:00"}, set()),
        ({"how": "later", "day": "2027-01-29", "time": "21:01"}, {"day"}),
    ],
)
def test_a_time_that_cannot_be_is_said_to_be_wrong(typed: dict[str, str], wrong: set[str]) -> None:
    begins_at, problems = read_when(typed, NEW_YORK, NOW)
    assert problems.keys() == wrong
    assert begins_at is None or begins_at - NOW < timedelta(days=91)
