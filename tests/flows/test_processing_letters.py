"""The letters of a run by hand: which may be chosen, which version goes, one file to print, and once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterText
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import State as NoticeState
from chalicelib.domain.processing import Refusal, State
from chalicelib.flows.loyalty_letters import loyalty_letters
from chalicelib.flows.mark_printed import mark_printed
from chalicelib.flows.move_processing import letters_were_printed, write_processing
from chalicelib.models import studio as studio_table
from chalicelib.models.letter import head_of, head_put, version_put
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import transact
from tests.conftest import NOW
from tests.engine import Engine
from tests.flows.processings import OPERATOR, RULE, Office, is_eligible, people, someone

SIZE = 8
ELIGIBLE = [number for number in range(1, SIZE + 1) if is_eligible(number)]
ON_PAPER = replace(RULE, letter=True, letter_form=LetterForm.PRINT)
BY_EMAIL = replace(RULE, letter=True, letter_form=LetterForm.EMAIL)


@pytest.fixture
def office(tables: Engine) -> Office:
    return Office(NOW, people(tables, SIZE))


def letter(letter_id: str, html: str, kind: Kind = Kind.LOYALTY, form: LetterForm = LetterForm.PRINT) -> None:
    """Save the letter, or its next version."""
    standing = head_of(letter_id)
    head = LetterHead(
        letter_id=letter_id,
        kind=kind,
        form=form,
        description=letter_id,
        latest=standing.latest + 1 if standing is not None else 1,
        changed_at=NOW,
        version=standing.version if standing is not None else 0,
    )
    text = LetterText(kind=kind, form=form, subject="A reward", html=html, text="A reward")
    put = version_put(head.ref, text, saved_by="manager", now=NOW)
    assert transact([head_put(head), put]).stands


def retire(letter_id: str) -> None:
    head = head_of(letter_id)
    assert head is not None
    assert transact([head_put(replace(head, inactive=True))]).stands


def notices(tables: Engine) -> list[dict[str, Any]]:
    return sorted(tables.rows("notices"), key=lambda row: str(row["client_id"]))


def hand_to_people(tables: Engine) -> None:
    """What the sender does with letters on paper."""
    for row in tables.rows("notices"):
        notice = Notice.find(row["notice_id"])
        assert notice is not None
        assert notice.move(NoticeState.TO_PRINT)


def done(office: Office, rule: Any) -> str:
    processing_id = office.load(rule)
    assert office.confirm(processing_id) is None
    office.work()
    assert office.run_of(processing_id).state == State.FINISHED
    return processing_id


def pages(office: Office, processing_id: str) -> str:
    return office.files.held[f"exports/processings/{processing_id}.html"].decode()


def test_a_letter_by_email_is_queued_with_each_reward(office: Office, tables: Engine) -> None:
    processing_id = done(office, BY_EMAIL)
    rows = notices(tables)
    assert {row["client_id"] for row in rows} == {someone(number) for number in ELIGIBLE}
    assert {(row["kind"], row["form"], row["state"]) for row in rows} == {("loyalty", "email", "queued")}
    codes = {row["client_id"]: row["code"] for row in tables.rows("rewards")}
    assert {row["client_id"]: row["values"]["code"] for row in rows} == codes
    run = office.run_of(processing_id)
    assert run.letters is None
    assert f"exports/processings/{processing_id}.html" not in office.files.held


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"live": False}, Refusal.NOT_LIVE),
        ({"sender_email": " "}, Refusal.NO_SENDER),
        ({"postal_address": ""}, Refusal.NO_POSTAL_ADDRESS),
        ({"live": False, "sender_email": "", "postal_address": ""}, Refusal.NOT_LIVE),
    ],
)
def test_email_is_refused_while_it_is_not_set_up(
    office: Office, changed: dict[str, Any], why: Refusal
) -> None:
    assert studio_table.save_preferences(replace(office.studio.preferences, **changed))
    office.studio = studio_table.load()
    assert office.begin(BY_EMAIL, "cause") is why
    assert not isinstance(office.begin(ON_PAPER, "other"), Refusal)


def test_letters_on_paper_are_one_file_with_a_sheet_each(office: Office, tables: Engine) -> None:
    processing_id = done(office, ON_PAPER)
    page = pages(office, processing_id)
    assert page.count("<section>") == len(ELIGIBLE)
    assert "break-before: page" in page
    assert all(row["code"] in page for row in tables.rows("rewards"))
    assert office.files.content_types[f"exports/processings/{processing_id}.html"].startswith("text/html")
    assert office.run_of(processing_id).letters == len(ELIGIBLE)


def test_the_studios_own_letter_goes_as_it_is_saved_when_the_run_is_confirmed(
    office: Office, tables: Engine
) -> None:
    letter("own", "<p>Old words</p>")
    processing_id = office.load(replace(ON_PAPER, letter_id="own"))
    letter("own", "<p>New words, {{ reward.amount }}</p>")
    office.confirm(processing_id)
    letter("own", "<p>Newest words</p>")
    office.work()
    assert {(row["letter_id"], row["letter_version"]) for row in notices(tables)} == {("own", 2)}
    assert pages(office, processing_id).count("New words, $") == len(ELIGIBLE)


def test_a_letter_that_was_retired_meanwhile_is_refused(office: Office, tables: Engine) -> None:
    letter("own", "<p>Words</p>")
    processing_id = office.load(replace(ON_PAPER, letter_id="own"))
    retire("own")
    assert office.confirm(processing_id) is Refusal.NO_LETTER
    assert office.begin(replace(ON_PAPER, letter_id="own"), "again") is Refusal.NO_LETTER
    assert office.begin(replace(ON_PAPER, letter_id="nowhere"), "more") is Refusal.NO_LETTER


def test_a_letter_in_another_form_than_was_chosen_is_refused(office: Office) -> None:
    letter("own", "<p>Words</p>")
    assert office.begin(replace(BY_EMAIL, letter_id="own"), "cause") is Refusal.NO_LETTER


def test_letters_of_a_reward_may_be_chosen_where_they_say_nothing_of_a_friend(tables: Engine) -> None:
    letter("loyal", "<p>Thank you</p>")
    letter("plain", "<p>{{ reward.code }}</p>", Kind.REWARD)
    letter("friendly", "<p>Because {{ friend.first_name }} came</p>", Kind.REWARD)
    letter("mail", "<p>Thank you</p>", Kind.REWARD, LetterForm.EMAIL)
    letter("note", "<p>Thank you</p>", Kind.NOTE)
    letter("old", "<p>Thank you</p>")
    retire("old")
    assert [each.letter_id for each in loyalty_letters()] == ["loyal", "mail", "plain"]


def test_they_were_printed_marks_the_letters_of_this_run_and_no_others(
    office: Office, tables: Engine
) -> None:
    first = done(office, ON_PAPER)
    hand_to_people(tables)
    single = notices(tables)[0]["notice_id"]
    assert mark_printed(single, actor=OPERATOR, now=office.now)
    told: dict[str, Any] = {"runner": office.runner, "actor": OPERATOR, "now": office.now}
    assert letters_were_printed(first, **told) is None
    assert letters_were_printed(first, **told) is None
    office.work()
    run = office.run_of(first)
    assert run.state == State.FINISHED
    assert isinstance(run.printed_at, datetime)
    assert {row["state"] for row in notices(tables)} == {"sent"}
    marked = [row for row in tables.rows("audit") if row["what"] == "letter printed"]
    assert len(marked) == len(ELIGIBLE)


def test_a_file_that_is_written_again_has_the_letters_that_nobody_printed(
    office: Office, tables: Engine
) -> None:
    processing_id = done(office, ON_PAPER)
    hand_to_people(tables)
    mark_printed(notices(tables)[0]["notice_id"], actor=OPERATOR, now=office.now)
    office.later(days=3)
    told: dict[str, Any] = {"runner": office.runner, "actor": OPERATOR, "now": office.now}
    assert write_processing(processing_id, **told) is None
    office.work()
    assert pages(office, processing_id).count("<section>") == len(ELIGIBLE) - 1


def test_without_letters_there_is_nothing_to_print(office: Office, tables: Engine) -> None:
    processing_id = done(office, RULE)
    told: dict[str, Any] = {"runner": office.runner, "actor": OPERATOR, "now": office.now}
    assert letters_were_printed(processing_id, **told) is Refusal.NOT_PREPARED
    assert notices(tables) == []
