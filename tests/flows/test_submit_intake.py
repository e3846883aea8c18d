from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.answers import Problem
from chalicelib.domain.ids import is_client_id
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import FieldOption
from chalicelib.flows.new_client import client_id_of_form
from chalicelib.flows.submit_intake import Reply
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import contact_writes
from chalicelib.models.studio import save_item
from chalicelib.models.transaction import transact
from tests.faults.injector import INJECTOR
from tests.flows.forms import SARA, send
from tests.handlers.studios import (
    ENROLLED_AT,
    REFERRER,
    STUDIO,
    TERMS,
    TOKEN,
    TWO_PLACES,
    link,
    store,
    studio_with,
)


@pytest.fixture
def studio(tables):
    store()
    return tables


def clients(tables) -> list[str]:
    return [row["client_id"] for row in tables.rows("clients")]


def known(email: str = "sara@example.com", client_id: str = "c" + "k" * 26) -> str:
    """Somebody the studio knows already."""
    transact(contact_writes(Client(client_id, emails=[email], phones=[]), "US", exclusive=False))
    return client_id


def test_a_form_makes_a_client_with_the_studios_defaults(studio, now):
    answer = send(
        now,
        mobile="(555) 010-0199",
        may_we_text="yes",
        may_we_email="yes",
        birthday="1988-02-29",
        organization="oak",
        child_1_name="tim",
        child_1_birthday="2015-03-27",
        child_4_name="Ida",
        preferred_date_1="2026-12-01",
        preferred_date_2="2026-12-08",
        notes="Two dogs.",
    )
    assert answer.reply is Reply.TAKEN
    (row,) = studio.rows("clients")
    assert is_client_id(row["client_id"])
    assert row["client_id"] == row["client_ref"] == client_id_of_form("n1")
    assert (row["first_name"], row["last_name"], row["source"]) == ("Sara", "Lee", "form")
    assert row["emails"] == ["sara@example.com"]
    assert row["phones"] == [{"label": "Mobile", "number": "+15550100199", "sms": True}]
    assert (row["status_id"], row["status_set_on"], row["status_due_on"]) == (
        "online",
        "2026-11-21",
        "2026-12-05",
    )
    assert (row["lead_source_id"], row["organization_id"]) == ("web", "oak")
    assert (row["created_on"], row["birthday_on"]) == ("2026-11-21", "1988-02-29")
    assert row["notes"] == "Two dogs.\n\nPreferred session dates: 2026-12-01, 2026-12-08"
    assert [(each["first_name"], each["relationship_id"], each["birthday_on"]) for each in row["family"]] == [
        ("Tim", "child", "2015-03-27"),
        ("Ida", "child", None),
    ]
    assert "client_number" not in row
    assert "referred_by" not in row
    assert not studio.rows("referrals")
    assert {(each["contact"], each["client_id"]) for each in studio.rows("contacts")} == {
        ("email:sara@example.com", row["client_id"]),
        ("mobile:+15550100199", row["client_id"]),
    }


def test_a_program_saved_a_moment_ago_counts_though_the_form_knows_none_yet(studio, now):
    link()
    send(now, token=TOKEN, by=replace(STUDIO, programs={}))
    (row,) = studio.rows("referrals")
    assert (row["program_id"], row["state"], row["terms"]["reward_cents"]) == (
        "friends",
        "pending",
        TERMS.reward_cents,
    )


@pytest.mark.parametrize(
    ("answers", "allowed", "kinds"),
    [
        ({}, (False, False), {"email": False, "text": False}),
        ({"may_we_email": "yes"}, (True, True), {"email": True, "text": False, "marketing": True}),
        (
            {"may_we_text": "yes", "mobile": "555 010 0199"},
            (False, True),
            {"email": False, "text": True, "marketing": True},
        ),
    ],
)
def test_a_consent_is_kept_with_wording_time_and_source(studio, now, answers, allowed, kinds):
    send(now, **answers)

    (row,) = studio.rows("clients")
    assert (row["allow_email_marketing"], row["allow_marketing"]) == allowed
    assert {each["kind"]: each["given"] for each in row["consents"]} == kinds
    for each in row["consents"]:
        assert each["wording"].startswith("May we ")
        assert (each["at"], each["source"]) == (now.isoformat(), "form")


def test_a_consent_that_was_not_asked_leaves_no_evidence(tables, now):
    store(studio_with(field_options={"may_we_email": FieldOption.HIDDEN, "may_we_text": FieldOption.HIDDEN}))
    send(now)
    assert tables.rows("clients")[0]["consents"] == []


def test_a_live_link_makes_the_referral_with_the_terms_as_they_stand(studio, now):
    link()
    send(now, token=TOKEN, channel="facebook")
    save_item(replace(STUDIO.programs["friends"], terms=replace(TERMS, reward_cents=Cents(1))))

    (client,) = studio.rows("clients")
    (referral,) = studio.rows("referrals")
    assert client["referred_by"] == referral["referrer_id"] == REFERRER
    assert referral["friend_id"] == client["client_id"]
    assert (referral["evidence"], referral["channel"], referral["link_token"]) == ("link", "facebook", TOKEN)
    assert (referral["state"], referral["waiting"], referral["program_id"]) == (
        "pending",
        "waiting",
        "friends",
    )
    assert referral["terms"]["reward_cents"] == 2500
    assert referral["created_at"] == client["created_at"]
    assert datetime.fromisoformat(referral["enrolled_at"]) == ENROLLED_AT


@pytest.mark.parametrize("gone", ["never was", "was removed"])
def test_a_dead_link_makes_a_plain_client(studio, now, gone):
    if gone == "was removed":
        link(removed_at=now - timedelta(days=1))
    assert send(now, token=TOKEN).reply is Reply.TAKEN
    assert len(clients(studio)) == 1
    assert "referred_by" not in studio.rows("clients")[0]
    assert not studio.rows("referrals")


def test_an_inactive_program_records_the_referral_and_promises_nothing(studio, now):
    link()
    save_item(replace(STUDIO.programs["friends"], inactive=True))
    send(now, token=TOKEN)
    (referral,) = studio.rows("referrals")
    assert (referral["state"], referral["reason"]) == ("recorded", "program_inactive")
    assert "waiting" not in referral


@pytest.mark.parametrize(
    "contact",
    [
        {"email": "Sara@Example.com"},
        {"email": "other@example.com", "mobile": "555 010 0199"},
        {"email": "", "mobile": "+15550100199"},
    ],
)
def test_somebody_known_gets_the_same_answer_and_no_second_record(studio, now, contact):
    link()
    holder = "c" + "k" * 26
    phones = [{"label": "Mobile", "number": "+15550100199", "sms": False}]
    transact(
        contact_writes(Client(holder, emails=["sara@example.com"], phones=phones), "US", exclusive=False)
    )

    answer = send(now, token=TOKEN, **contact)

    assert answer.reply is Reply.TAKEN
    assert not studio.rows("clients")
    assert not studio.rows("referrals")
    assert Claim.get("form:n1").holder == holder


def test_a_trap_that_is_filled_in_stores_nothing_but_its_own_form(studio, now):
    answer = send(now, website="https://spam.example", first_name="", email="nonsense")
    assert answer.reply is Reply.TAKEN
    assert not studio.rows("clients")
    assert [row["claim"] for row in studio.rows("claims")] == ["form:n1"]


def test_the_same_form_twice_is_one_client_and_the_same_answer(studio, now):
    link()
    first = send(now, token=TOKEN)
    before = studio.rows("clients"), studio.rows("claims"), studio.rows("referrals")
    studio.forget_tokens()
    again = send(now + timedelta(seconds=1), age=timedelta(minutes=1, seconds=1), token=TOKEN)

    assert first.reply is again.reply is Reply.TAKEN
    assert (studio.rows("clients"), studio.rows("claims"), studio.rows("referrals")) == before


def test_the_same_form_with_other_answers_is_told_that_it_was_used(studio, now):
    send(now)
    assert send(now, first_name="Sarah").reply is Reply.USED
    assert [row["first_name"] for row in studio.rows("clients")] == ["Sara"]


def test_of_two_forms_for_one_contact_at_once_one_makes_the_client(studio, now):
    def sent(number: int) -> Reply:
        return send(now, f"n{number}", source_ip=f"192.0.2.{number}").reply

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(sent, range(2)))

    assert replies == [Reply.TAKEN] * 2
    assert len(clients(studio)) == 1
    holders = {row["holder"] for row in studio.rows("claims") if row["claim"].startswith("form:")}
    assert holders == set(clients(studio))


def test_one_form_sent_sixteen_times_at_once_is_one_client(studio, now):
    def sent(number: int) -> Reply:
        return send(now, source_ip=f"192.0.2.{number}", email="", mobile="555 010 0199").reply

    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(sent, range(16)))

    # The contact's three a day are counted before anything is known of the form.
    assert sorted(replies) == [Reply.TAKEN] * 3 + [Reply.TOO_MANY] * 13
    assert len(clients(studio)) == 1


@pytest.mark.parametrize(
    ("sent", "taken", "changing"),
    [
        (6, 5, lambda number: {"email": f"s{number}@example.com"}),
        (4, 3, lambda number: {"source_ip": f"192.0.2.{number}"}),
        (
            11,
            10,
            lambda number: {
                "source_ip": f"192.0.2.{number}",
                "email": f"s{number}@example.com",
                "token": TOKEN,
            },
        ),
    ],
)
def test_over_a_limit_the_visitor_is_asked_to_wait(studio, now, sent, taken, changing):
    answers = [send(now, f"n{number}", **changing(number)) for number in range(sent)]

    assert [answer.reply for answer in answers] == [Reply.TAKEN] * taken + [Reply.TOO_MANY]
    assert answers[-1].retry_at is not None
    assert answers[-1].retry_at > now


def test_the_studio_has_a_budget_of_its_own(tables, now):
    store(studio_with(submissions_per_day_max=2))
    replies = [
        send(now, f"n{number}", source_ip=f"192.0.2.{number}", email=f"s{number}@example.com").reply
        for number in range(3)
    ]
    assert replies == [Reply.TAKEN, Reply.TAKEN, Reply.TOO_MANY]


def test_the_next_window_begins_at_nought(studio, now):
    for number in range(6):
        last = send(now, f"n{number}", email=f"s{number}@example.com")
    assert last.reply is Reply.TOO_MANY
    assert last.retry_at is not None
    assert send(last.retry_at, "later", email="later@example.com").reply is Reply.TAKEN


def test_what_is_refused_is_not_counted(studio, now):
    for number in range(20):
        send(now, f"n{number}", email=f"s{number}@example.com")
    counts = {row["counter"].split(":")[0]: row["value"] for row in studio.rows("counters")}
    assert counts["form-studio"] == 5


@pytest.mark.parametrize(
    ("changed", "reply"),
    [
        ({"ticket": "nonsense"}, Reply.NOT_OURS),
        ({"ticket": ""}, Reply.NOT_OURS),
        ({"age": timedelta(seconds=2)}, Reply.TOO_YOUNG),
        ({"age": timedelta(hours=2, seconds=1)}, Reply.TOO_OLD),
        ({"email": "nonsense"}, Reply.WRONG),
        ({"location": "main"}, Reply.HIDDEN_ANSWERED),
    ],
)
def test_a_form_that_is_not_taken_costs_no_call(studio, now, changed, reply):
    requests = studio.requests
    assert send(now, **changed).reply is reply
    assert studio.requests - requests == 1  # The studio, which the handler keeps for a minute.
    assert not studio.rows("counters")


def test_a_hidden_field_is_refused_and_an_empty_one_forgiven(tables, now):
    store(studio_with(field_options={"notes": FieldOption.HIDDEN}))
    assert send(now, notes="still here").reply is Reply.HIDDEN_ANSWERED
    assert send(now, notes=" ").reply is Reply.TAKEN


def test_a_mistake_is_told_and_the_corrected_form_taken(studio, now):
    wrong = send(now, email="nonsense")
    assert wrong.problems == {"email": Problem.NOT_AN_EMAIL}
    assert wrong.ticket is not None
    assert wrong.ticket.nonce == "n1"
    assert send(now).reply is Reply.TAKEN


def test_a_closed_form_takes_nothing(tables, now):
    store(studio_with(form_active=False))
    assert send(now).reply is Reply.CLOSED
    assert not tables.rows("clients")


def test_the_place_that_was_chosen_is_kept_and_the_only_one_needs_no_choice(tables, now):
    store(replace(STUDIO, locations=TWO_PLACES))
    assert send(now).problems == {"location": Problem.MISSING}
    send(now, location="lake")
    store_only = replace(STUDIO, locations={"main": TWO_PLACES["main"]})
    tables.empty()
    store(store_only)
    send(now, "n2")
    assert tables.rows("clients")[0]["location_id"] == "main"


def test_the_day_of_a_client_is_the_studios(studio, now):
    midnight = datetime.fromisoformat("2026-11-22T05:00:00+00:00")
    send(midnight - timedelta(seconds=1), "n1")
    send(midnight, "n2", email="s2@example.com")
    assert {row["created_on"] for row in studio.rows("clients")} == {"2026-11-21", "2026-11-22"}


def test_everyone_costs_the_same_three_calls(studio, now):
    link()
    known()
    traces = {}
    for kind, nonce, email, trap in (
        ("new", "n1", "new@example.com", ""),
        ("known", "n2", SARA["email"], ""),
        ("trap", "n3", "", "x"),
        ("again", "n1", "new@example.com", ""),
    ):
        INJECTOR.arm(None)
        send(now, nonce, token=TOKEN, email=email, website=trap)
        traces[kind] = tuple(call.operation for call in INJECTOR.calls)[1:]  # After the studio itself.
        INJECTOR.disarm()
    assert set(traces.values()) == {("TransactWriteItems", "BatchGetItem", "TransactWriteItems")}
    assert clients(studio) == [client_id_of_form("n1")]


@pytest.mark.parametrize(
    ("birthday", "held"),
    [("1988-02-29", True), ("1988-03-01", False), ("", False)],
)
def test_the_name_and_birthday_of_a_client_hold_the_reward_until_a_person_decides(
    studio, now, birthday, held
):
    link()
    send(now, birthday="1988-02-29")
    earlier = client_id_of_form("n1")

    answer = send(now, "n2", token=TOKEN, first_name="SARA ", email="another@example.com", birthday=birthday)

    assert answer.reply is Reply.TAKEN
    (referral,) = studio.rows("referrals")
    expected = ("held", "doubtful_duplicate", "held") if held else ("pending", None, "waiting")
    assert (referral["state"], referral.get("reason"), referral.get("waiting")) == expected
    row = next(each for each in studio.rows("clients") if each["client_id"] == client_id_of_form("n2"))
    assert row.get("doubtful_of") == (earlier if held else None)
