"""A trigger: when it fires, and what stands against it as it is typed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.studio import Preferences, Status, Studio
from chalicelib.domain.trigger import (
    TRIGGERS_MAX,
    Event,
    Objection,
    Trigger,
    cleaned,
    due_at,
    objections,
)

NEW_YORK = ZoneInfo("America/New_York")
TERMS = Terms(program_id="friends", program_name="Friends")
STUDIO = Studio(
    preferences=Preferences(),
    statuses={"lead": Status(status_id="lead", description="Lead")},
    programs={
        "friends": Program(program_id="friends", description="Friends", terms=TERMS),
        "old": Program(program_id="old", description="Old", terms=TERMS, inactive=True),
    },
)
THANKS = Trigger(trigger_id="t1", description="Thanks", event=Event.SESSION_COMPLETED, days=10)
NOTE = replace(THANKS, kind=Kind.NOTE, letter_id="l1")


@pytest.mark.parametrize(
    ("on", "days", "before", "hour", "expected"),
    [
        (date(2026, 11, 22), 0, False, 10, datetime(2026, 11, 22, 15, tzinfo=UTC)),
        (date(2026, 11, 22), 10, False, 10, datetime(2026, 12, 2, 15, tzinfo=UTC)),
        (date(2026, 11, 22), 10, True, 10, datetime(2026, 11, 12, 15, tzinfo=UTC)),
        # The clocks go forward on March 8 at two, and back on November 1 at two.
        (date(2026, 3, 7), 0, False, 10, datetime(2026, 3, 7, 15, tzinfo=UTC)),
        (date(2026, 3, 7), 1, False, 10, datetime(2026, 3, 8, 14, tzinfo=UTC)),
        (date(2026, 3, 8), 0, False, 2, datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (date(2026, 3, 8), 0, False, 3, datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (date(2026, 11, 1), 0, False, 1, datetime(2026, 11, 1, 5, tzinfo=UTC)),
        (date(2026, 11, 1), 0, False, 10, datetime(2026, 11, 1, 15, tzinfo=UTC)),
        (date(2026, 10, 31), 0, False, 10, datetime(2026, 10, 31, 14, tzinfo=UTC)),
        (date(2026, 12, 31), 365, False, 23, datetime(2028, 1, 1, 4, tzinfo=UTC)),
    ],
)
def test_it_is_due_at_its_hour_by_the_studios_clocks(
    on: date, days: int, before: bool, hour: int, expected: datetime
) -> None:
    assert due_at(replace(THANKS, days=days, before=before, hour=hour), on, NEW_YORK) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (THANKS, {}),
        (NOTE, {}),
        (replace(THANKS, days=0, hour=0), {}),
        (replace(THANKS, days=365, hour=23), {}),
        (replace(THANKS, description=""), {"description": Objection.NAMELESS}),
        (replace(THANKS, description="x" * 101), {"description": Objection.TOO_LONG}),
        (replace(THANKS, description="BIRTHDAY"), {"description": Objection.TAKEN}),
        (replace(THANKS, description="Retired"), {}),
        (replace(THANKS, days=-1), {"days": Objection.NOT_DAYS}),
        (replace(THANKS, days=366), {"days": Objection.NOT_DAYS}),
        (replace(THANKS, hour=24), {"hour": Objection.NOT_AN_HOUR}),
        (replace(THANKS, hour=-1), {"hour": Objection.NOT_AN_HOUR}),
        (replace(THANKS, before=True), {"before": Objection.NOT_BEFORE}),
        (replace(THANKS, event=Event.SESSION_STARTS), {"before": Objection.ONLY_BEFORE}),
        (replace(THANKS, event=Event.SESSION_STARTS, before=True), {}),
        (replace(THANKS, event=Event.BIRTHDAY, before=True), {}),
        (replace(THANKS, event=Event.BIRTHDAY), {}),
        (replace(THANKS, event=Event.STATUS_SET), {"status": Objection.NO_STATUS}),
        (replace(THANKS, event=Event.STATUS_SET, status_id="gone"), {"status": Objection.NO_STATUS}),
        (replace(THANKS, event=Event.STATUS_SET, status_id="lead"), {}),
        (replace(THANKS, event=Event.STATUS_DUE), {}),
        (
            replace(THANKS, event=Event.SALE_PAID, sale_min_cents=Cents(0)),
            {"sale_min": Objection.NOT_AN_AMOUNT},
        ),
        (replace(THANKS, event=Event.SALE_PAID, sale_min_cents=Cents(1)), {}),
        (replace(NOTE, letter_id=None), {"letter": Objection.NO_LETTER}),
        (replace(THANKS, kind=Kind.EXPIRING), {"letter": Objection.NO_LETTER}),
        (replace(THANKS, kind=Kind.REWARD), {"letter": Objection.NO_LETTER}),
        (
            replace(THANKS, event=Event.REWARD_EXPIRES, before=True),
            {"letter": Objection.NO_LETTER},
        ),
        (replace(THANKS, form=LetterForm.TEXT), {}),
        (replace(THANKS, program_id="friends"), {}),
        (replace(THANKS, program_id="old"), {"program": Objection.NO_PROGRAM}),
        (replace(THANKS, program_id="none"), {"program": Objection.NO_PROGRAM}),
        # The first one counts.
        (
            replace(THANKS, description="", days=-1),
            {"description": Objection.NAMELESS, "days": Objection.NOT_DAYS},
        ),
    ],
)
def test_what_stands_against_a_trigger_is_said_by_field(
    wanted: Trigger, expected: dict[str, Objection]
) -> None:
    others = {
        "t1": THANKS,
        "t2": replace(THANKS, trigger_id="t2", description="Birthday"),
        "t3": replace(THANKS, trigger_id="t3", description="Retired", retired=True),
    }
    assert objections(wanted, others, STUDIO) == expected


def test_there_are_never_more_triggers_than_can_be_read_at_once() -> None:
    others = {str(number): replace(THANKS, trigger_id=str(number)) for number in range(TRIGGERS_MAX)}
    wanted = replace(THANKS, description="Another")
    assert objections(wanted, others, STUDIO) == {"description": Objection.TOO_MANY}
    assert objections(replace(wanted, trigger_id="1"), others, STUDIO) == {}


def test_what_does_not_belong_to_the_event_is_left_out() -> None:
    typed = replace(
        THANKS,
        description="  Thank \u202e you\n",
        before=True,
        status_id="lead",
        session_type="Family",
        sale_min_cents=Cents(5),
        skip_enrolled=True,
    )
    kept = cleaned(typed)
    assert (kept.description, kept.before, kept.status_id) == ("Thank you", False, None)
    assert (kept.session_type, kept.sale_min_cents, kept.skip_enrolled) == ("Family", None, False)
    assert cleaned(replace(typed, event=Event.SALE_PAID)).session_type is None
    assert cleaned(replace(typed, event=Event.SALE_PAID)).sale_min_cents == 5
    assert cleaned(replace(typed, event=Event.SESSION_STARTS, before=False)).before
    assert cleaned(replace(typed, program_id="friends")).skip_enrolled
