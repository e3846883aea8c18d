"""A typed code counts, a typed name waits for a person, and the form tells nobody which it was."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.program import Program
from chalicelib.domain.studio import FieldOption
from chalicelib.flows.submit_intake import Reply
from chalicelib.models.link import Link
from tests.engine import Engine
from tests.flows.forms import send
from tests.handlers.studios import ENROLLED_AT, REFERRER, STUDIO, TERMS, TOKEN, link, store, studio_with

OTHER, OTHER_TOKEN = "c" + "b" * 26, "3w8n5pq0ds7ce"


@pytest.fixture
def studio(tables: Engine) -> Engine:
    store()
    link()
    return tables


def other_link() -> None:
    """The link of another referrer."""
    Link(OTHER_TOKEN, client_id=OTHER, program_id="friends", enrolled_at=ENROLLED_AT).save()


@pytest.mark.parametrize(
    "typed",
    [TOKEN, TOKEN.upper(), " ".join(TOKEN), "7HQ2-KM9X-4VBRT", TOKEN.replace("0", "o")],
)
def test_a_typed_code_is_evidence_however_it_is_written(studio: Engine, now: datetime, typed: str) -> None:
    assert send(now, who_sent_you=typed).reply is Reply.TAKEN
    (referral,) = studio.rows("referrals")
    assert (referral["referrer_id"], referral["evidence"], referral["link_token"]) == (
        REFERRER,
        "typed_code",
        TOKEN,
    )
    (client,) = studio.rows("clients")
    assert client["referred_by"] == REFERRER
    assert "who_sent_you" not in client


@pytest.mark.parametrize("typed", ["Anna Berg", "2222222222222", "christina shaw"])
def test_a_name_or_an_unknown_code_makes_no_referral_and_waits_for_a_person(
    studio: Engine, now: datetime, typed: str
) -> None:
    assert send(now, who_sent_you=typed).reply is Reply.TAKEN
    assert studio.rows("referrals") == []
    (client,) = studio.rows("clients")
    assert client["who_sent_you"] == typed
    assert "referred_by" not in client


def test_the_code_of_an_enrollment_that_was_removed_waits_for_a_person(studio: Engine, now: datetime) -> None:
    link(removed_at=now - timedelta(days=1))
    send(now, who_sent_you=TOKEN)
    assert studio.rows("referrals") == []
    assert studio.rows("clients")[0]["who_sent_you"] == TOKEN


@pytest.mark.parametrize("typed", ["nobody", "No one.", "-", "   "])
def test_nobody_is_nobody(studio: Engine, now: datetime, typed: str) -> None:
    send(now, who_sent_you=typed)
    (client,) = studio.rows("clients")
    assert "who_sent_you" not in client


def test_a_typed_code_outranks_the_link_and_what_the_link_said_is_kept(studio: Engine, now: datetime) -> None:
    other_link()
    send(now, token=OTHER_TOKEN, who_sent_you=TOKEN)
    (referral,) = studio.rows("referrals")
    assert (referral["referrer_id"], referral["evidence"]) == (REFERRER, "typed_code")
    assert referral["evidence_reason"] == "stronger_than_link"
    assert referral["other_evidence"] == [
        {"evidence": "link", "referrer_id": OTHER, "link_token": OTHER_TOKEN}
    ]


def test_a_name_beside_a_link_is_kept_and_the_link_counts(studio: Engine, now: datetime) -> None:
    send(now, token=TOKEN, who_sent_you="Anna Berg")
    (referral,) = studio.rows("referrals")
    assert (referral["evidence"], referral["link_token"]) == ("link", TOKEN)
    assert studio.rows("clients")[0]["who_sent_you"] == "Anna Berg"


def test_a_code_that_is_typed_where_it_is_hidden_is_refused(tables: Engine, now: datetime) -> None:
    store(studio_with(field_options={"who_sent_you": FieldOption.HIDDEN}))
    assert send(now, who_sent_you=TOKEN).reply is Reply.HIDDEN_ANSWERED
    assert tables.rows("clients") == []


def test_where_it_is_required_those_who_come_by_a_link_are_not_asked(tables: Engine, now: datetime) -> None:
    store(studio_with(field_options={"who_sent_you": FieldOption.REQUIRED}))
    link()
    assert send(now).reply is Reply.WRONG
    assert send(now, token=TOKEN).reply is Reply.TAKEN


def test_a_burst_by_one_code_is_stopped_whether_or_not_there_is_such_a_code(
    tables: Engine, now: datetime
) -> None:
    many = replace(STUDIO, preferences=replace(STUDIO.preferences, submissions_per_day_max=1000))
    store(many)
    link()
    for code in (TOKEN, "2222222222222"):
        replies = [
            send(
                now,
                nonce=f"{code}{number}",
                source_ip=f"192.0.{number}.7",
                email=f"{code}{number}@x.example",
                who_sent_you=code,
            ).reply
            for number in range(11)
        ]
        assert replies == [Reply.TAKEN] * 10 + [Reply.TOO_MANY]


def test_a_typed_code_of_an_inactive_program_is_recorded_with_its_reason(
    tables: Engine, now: datetime
) -> None:
    inactive = Program(program_id="friends", description="Friends", terms=TERMS, inactive=True)
    changed = replace(STUDIO, programs={"friends": inactive})
    store(changed)
    link()
    send(now, who_sent_you=TOKEN)
    (referral,) = tables.rows("referrals")
    assert (referral["state"], referral["reason"]) == ("recorded", "program_inactive")
