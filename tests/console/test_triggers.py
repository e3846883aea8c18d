"""The triggers' screens: what a manager does is stored, what an operator may read is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.directory import entries
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program
from chalicelib.domain.studio import ListItem
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.firing import Firing, State
from chalicelib.models.letter import BUCKET, HEAD, Letter
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put, triggers
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.flows import triggering

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>\u202e"\'{{ 7*7 }}'
OURS = {"SESSION_TYPE": ListItem(kind="session_type", item_id="family", description="Family")}


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    scenes.studio()
    studio_table.save_item(OURS["SESSION_TYPE"])


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def made() -> list[Trigger]:
    """The triggers that somebody made."""
    return list(triggers().values())


def form_of(desk: Desk, event: Event) -> Answer:
    return desk.press(desk.press(desk.ask("triggers"), "Add a trigger"), "Go on", {"event": event.value})


def added(desk: Desk, event: Event, **form: str) -> Answer:
    reviewed = desk.press(form_of(desk, event), "Read it back", {"description": "Thanks", **form})
    return desk.press(reviewed, "Save")


def test_a_trigger_is_made_read_back_and_switched_on(desk: Desk, tables: Engine) -> None:
    form = {"description": " Thank   you ", "days": "10", "session_type": "Family", "program": "friends"}
    reviewed = desk.press(form_of(desk, Event.SESSION_COMPLETED), "Read it back", form)
    sentence = (
        "10 days after a session of the type Family is completed, send the invitation by email and enroll in "
        "Friends."
    )
    assert sentence in reviewed.words
    assert made() == []

    stored = desk.press(reviewed, "Save")
    assert "It is off" in stored.words
    (trigger,) = made()
    assert trigger == Trigger(
        trigger_id=trigger.trigger_id,
        description="Thank you",
        event=Event.SESSION_COMPLETED,
        days=10,
        session_type="Family",
        program_id="friends",
        version=1,
    )

    switched = desk.press(stored, "Switch it on")
    assert "On since 2026-11-22 10:00" in switched.words
    (trigger,) = made()
    assert (trigger.active, trigger.since, trigger.version) == (True, NOW, 2)
    about = f"trigger#{trigger.trigger_id}"
    assert [(row["what"], row["role"]) for row in tables.rows("audit") if row["about"] == about] == [
        ("added", "manager"),
        ("switched on", "manager"),
    ]
    # Pressed once more, it is on since the first time.
    assert desk.press(stored, "Switch it on").words
    assert made()[0].since == NOW
    listed = desk.ask("triggers")
    assert "Thank you on" in listed.words
    assert "10 days after a session of the type Family is completed" in listed.words


def test_saving_twice_makes_one_trigger(desk: Desk, tables: Engine) -> None:
    reviewed = desk.press(form_of(desk, Event.BIRTHDAY), "Read it back", {"description": "Birthday"})
    desk.press(reviewed, "Save")
    assert "done already" in desk.press(reviewed, "Save").words
    assert len(made()) == 1
    assert len(tables.rows("audit")) == 1


@pytest.mark.parametrize(
    ("event", "form", "words", "stored"),
    [
        (
            Event.STATUS_SET,
            {"status": "welcomed", "days": "3"},
            "3 days after a client's status is set to Welcomed, send the invitation by email.",
            {"status_id": "welcomed", "days": 3},
        ),
        (
            Event.STATUS_DUE,
            {"before": "before", "days": "1"},
            "1 day before a client's status is due, send the invitation by email.",
            {"status_id": None, "before": True},
        ),
        (
            Event.STATUS_DUE,
            {"status": "welcomed"},
            "On the day when a client's status Welcomed is due, send the invitation by email.",
            {"status_id": "welcomed", "before": False},
        ),
        (
            Event.SESSION_STARTS,
            {"days": "7", "letter": "reminder:text:"},
            "7 days before a session begins, send the reminder by text.",
            {"before": True, "kind": "reminder", "form": "text"},
        ),
        (
            Event.SALE_PAID,
            {"sale_min": "250", "letter": "profile_request:print:"},
            "When an invoice is paid in full with a sale of at least $250.00, send the profile request on "
            "paper.",
            {"sale_min_cents": Cents(25_000)},
        ),
        (Event.REWARD_EARNED, {}, "When a client earns a reward, send the invitation by email.", {}),
        (
            Event.REWARD_EXPIRES,
            {"days": "14"},
            "14 days before a reward expires, send the letter about a reward that ends soon by email.",
            {"kind": "expiring", "before": True},
        ),
        (
            Event.REFERRAL_PENDING,
            {"days": "10", "letter": "reminder:email:"},
            "10 days after a referral began that is still pending, send the referrer the reminder by email.",
            {},
        ),
        (
            Event.BIRTHDAY,
            {"letter": "note:email:l1", "hour": "8"},
            "On a client's birthday, send “Best wishes” by email.",
            {"kind": "note", "letter_id": "l1", "hour": 8},
        ),
        (
            Event.ANNIVERSARY,
            {"days": "30", "before": "before", "program": "friends", "skip_enrolled": "yes"},
            "30 days before a client's anniversary, send the invitation by email and enroll in Friends, but "
            "leave out whoever is in another program.",
            {"skip_enrolled": True},
        ),
        (
            Event.SESSION_CANCELLED,
            {"session_type": "Family"},
            "When a session of the type Family is cancelled, send the invitation by email.",
            {"session_type": "Family"},
        ),
        (Event.SESSION_BOOKED, {}, "When a session is booked, send the invitation by email.", {}),
    ],
)
def test_each_event_asks_for_what_it_needs_and_is_read_back(
    desk: Desk, event: Event, form: dict[str, str], words: str, stored: dict[str, Any]
) -> None:
    own_letter()
    reviewed = desk.press(form_of(desk, event), "Read it back", {"description": "One", **form})
    assert words in reviewed.words
    desk.press(reviewed, "Save")
    (trigger,) = made()
    assert {name: getattr(trigger, name) for name in stored} == stored


def own_letter(**more: Any) -> None:
    """A note of the studio's own."""
    row = Letter(
        "l1",
        HEAD,
        **{
            "kind": "note",
            "form": "email",
            "description": "Best wishes",
            "latest": 1,
            "changes": 1,
            "changed_at": NOW,
            "head_of": BUCKET,
            "sorted_by": "note best wishes",
            **more,
        },
    )
    row.save()


WRONG: tuple[tuple[Event, dict[str, str], str], ...] = (
    (Event.STATUS_SET, {}, "Choose a client status that is there."),
    (Event.BIRTHDAY, {"days": "366"}, "not a whole number of days from 0 to 365"),
    (Event.BIRTHDAY, {"days": "soon"}, "not a whole number of days"),
    (Event.BIRTHDAY, {"days": "1.5"}, "not a whole number of days"),
    (Event.BIRTHDAY, {"hour": "24"}, "not an hour of the day"),
    (Event.BIRTHDAY, {"description": ""}, "This is needed."),
    (Event.BIRTHDAY, {"description": "taken"}, "Another trigger is called so."),
    (Event.SALE_PAID, {"sale_min": "much"}, "not an amount"),
    (Event.BIRTHDAY, {"program": "none"}, "Choose a referral program that is active"),
    (Event.BIRTHDAY, {"letter": "note:email:gone"}, "Choose a letter that is there"),
    (Event.BIRTHDAY, {"letter": "expiring:email:"}, "Choose a letter that is there"),
    (Event.BIRTHDAY, {"letter": "reward:email:"}, "Choose a letter that is there"),
    (Event.BIRTHDAY, {"letter": "note:text:l1"}, "Choose a letter that is there"),
)


def test_what_makes_no_sense_is_said_beside_it_and_not_stored(desk: Desk, tables: Engine) -> None:
    own_letter()
    taken = Trigger(trigger_id="t1", description="Taken", event=Event.BIRTHDAY)
    assert transact([trigger_put(taken)]).stands
    forms = {event: form_of(desk, event) for event in {event for event, _, _ in WRONG}}
    for event, form, said in WRONG:
        answer = desk.press(forms[event], "Read it back", {"description": "One", **form})
        assert said in answer.words, form
        assert "Save" not in dict(answer.buttons), form
        # What was typed stands in the form.
        typed = {name: value for name, value in form.items() if name in ("days", "sale_min")}
        assert typed.items() <= answer.values.items()
    assert [each.trigger_id for each in made()] == ["t1"]
    assert tables.rows("audit") == []


def test_two_managers_do_not_overwrite_each_other(desk: Desk, tables: Engine) -> None:
    look = added(desk, Event.BIRTHDAY)
    first, second = desk.press(look, "Edit"), Desk(Role.MANAGER).press(look, "Edit")
    reviews = [
        desk.press(form, "Read it back", {"description": words})
        for form, words in ((first, "First"), (second, "Second"))
    ]
    assert "Stored" in desk.press(reviews[0], "Save").words
    refused = desk.press(reviews[1], "Save")
    assert "Somebody else changed it meanwhile" in refused.words
    assert [each.description for each in made()] == ["First"]
    assert "Somebody else" in desk.press(look, "Switch it on").words
    assert not made()[0].active


def test_another_event_keeps_the_rest_and_begins_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    look = desk.press(added(desk, Event.SESSION_COMPLETED, days="5", program="friends"), "Switch it on")
    later = NOW + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    form = desk.press(desk.press(look, "Edit"), "Another event", {"days": "6"})
    form = desk.press(form, "Go on", {"event": "birthday"})
    assert form.values["days"] == "6"
    desk.press(desk.press(form, "Read it back"), "Save")
    (trigger,) = made()
    assert (trigger.event, trigger.days, trigger.program_id) == (Event.BIRTHDAY, 6, "friends")
    assert (trigger.active, trigger.since) == (True, later)

    words = desk.press(desk.press(look, "Edit"), "Read it back", {"description": "Other words"})
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(hours=1))
    desk.press(words, "Save")
    assert (made()[0].description, made()[0].since) == ("Other words", later)


def test_what_was_begun_is_found_on_the_first_screen(desk: Desk) -> None:
    form = form_of(desk, Event.BIRTHDAY)
    desk.press(form, "Read it back", {"description": "", "days": "4"})
    start = desk.ask("start")
    resumed = desk.press(start, "Resume Trigger: new")
    assert resumed.values["days"] == "4"


def test_a_trigger_that_would_send_nothing_is_not_switched_on(desk: Desk) -> None:
    look = added(desk, Event.BIRTHDAY, program="friends")
    studio_table.save_item(
        Program(program_id="friends", description="Friends", terms=scenes.TERMS, inactive=True)
    )
    answer = desk.press(look, "Switch it on")
    assert "It was not switched on" in answer.words
    assert not made()[0].active


def test_switched_off_it_keeps_since_when_it_was_on(desk: Desk) -> None:
    on = desk.press(added(desk, Event.BIRTHDAY), "Switch it on")
    desk.press(on, "Switch it off")
    assert (made()[0].active, made()[0].since) == (False, NOW)


# Its end.


def fired(trigger_id: str, record: str, state: State, at: datetime, reason: str = "") -> None:
    firing = Firing(
        trigger_id,
        record,
        event="session_completed",
        client_id=scenes.ANNA,
        about=record,
        falls_on=date(2026, 11, 20),
        happened_at=at,
        noted_at=at,
        due_at=at,
    )
    firing.stand(state, at=at, reason=reason)
    firing.save()


def test_one_that_never_fired_is_deleted_and_one_that_did_is_retired(desk: Desk, tables: Engine) -> None:
    look = added(desk, Event.SESSION_COMPLETED)
    (trigger,) = made()
    fired(trigger.trigger_id, "S-1", State.SENT, NOW)
    assert "It is kept" in desk.press(look, "Delete it").words
    retired = desk.press(desk.press(look, "Switch it on"), "Retire it")
    assert "retired" in retired.words
    assert (made()[0].active, made()[0].retired) == (False, True)
    back = desk.press(retired, "Switch it on")
    assert (made()[0].active, made()[0].retired) == (True, False)
    del back

    other = added(desk, Event.BIRTHDAY, description="Other")
    assert "Deleted" in desk.press(other, "Delete it").words
    assert [each.description for each in made()] == ["Thanks"]
    assert [row["what"] for row in tables.rows("audit")][-1] == "deleted"
    assert "no such trigger" in desk.press(other, "Edit").words


# The log.


def test_the_log_says_whom_it_sent_to_and_why_not_25_a_page(desk: Desk) -> None:
    added(desk, Event.SESSION_COMPLETED)
    (trigger,) = made()
    triggering.client("anna", NOW)
    for number in range(30):
        fired(trigger.trigger_id, f"S-{number:02d}", State.SENT, NOW - timedelta(hours=number))
    fired(trigger.trigger_id, "S-x", State.SKIPPED, NOW - timedelta(days=1), "no_consent")
    fired(trigger.trigger_id, "S-y", State.SKIPPED, NOW - timedelta(days=40), "session_cancelled")
    fired(trigger.trigger_id, "S-z", State.WAITING, NOW + timedelta(days=1))

    operator = Desk(Role.OPERATOR)
    look = operator.press(operator.ask("triggers"), "Open Thanks")
    assert "Waiting 1 Sent in 30 days 30 Skipped in 30 days 1" in look.words
    assert "Last fired 2026-11-22 10:00" in look.words
    log = operator.press(look, "Log of what it sent and skipped")
    assert log.words.count("Lake") == 25
    assert "2026-11-22 10:00" in log.words
    rest = operator.press(log, "Next page")
    assert rest.words.count("Lake") == 5
    skipped = operator.press(log, "Skipped")
    assert "The client does not allow marketing." in skipped.words
    assert "The session was cancelled." in skipped.words
    waiting = operator.press(log, "Waiting")
    assert "2026-11-23 10:00" in waiting.words


def test_an_operator_reads_and_changes_nothing(tables: Engine, desk: Desk) -> None:
    added(desk, Event.BIRTHDAY)
    (trigger,) = made()
    operator = Desk(Role.OPERATOR)
    listed = operator.ask("triggers")
    assert "Add a trigger" not in dict(listed.buttons)
    given = {"trigger": trigger.trigger_id, "version": 1}
    for act in ("new", "begin", "edit", "save", "on", "off", "retire", "delete", "try"):
        assert "not on your dashboard" in operator.ask("triggers", act, given, {}).words, act
    assert made() == [trigger]
    assert "not on your dashboard" in Desk(Role.VIEWER).ask("triggers").words


@pytest.mark.parametrize("act", ["look", "log", "edit", "try", "on", "off", "retire"])
def test_a_trigger_that_is_gone_is_said_to_be(desk: Desk, act: str) -> None:
    assert "There is no such trigger" in desk.ask("triggers", act, {"trigger": "none", "version": 1}).words


@pytest.mark.parametrize("act", ["save", "read", "event", "resume", "review", "begin", "try"])
def test_a_draft_that_is_gone_or_a_form_that_did_not_arrive_changes_nothing(
    desk: Desk, tables: Engine, act: str
) -> None:
    answer = desk.ask("triggers", act, {"draft": "none"}, {"event": "birthday"})
    assert "no longer in hand" in answer.words
    form = form_of(desk, Event.BIRTHDAY)
    draft = form.button("Read it back")["draft"]
    if act in ("read", "event", "begin"):
        assert "did not arrive" in desk.ask("triggers", act, {"draft": draft}).words
    assert made() == []


def test_hostile_words_stay_words(desk: Desk) -> None:
    studio_table.save_item(replace(OURS["SESSION_TYPE"], item_id="evil", description=HOSTILE))
    own_letter(description=HOSTILE)
    look = added(
        desk,
        Event.SESSION_BOOKED,
        description=HOSTILE[:90],
        letter="note:email:l1",
        session_type=HOSTILE,
    )
    for answer in (
        look,
        desk.ask("triggers"),
        desk.press(look, "Edit"),
        desk.press(look, "Log of what it sent and skipped"),
    ):
        assert "arn:evil" not in answer.endpoints
        assert "7*7" in answer.words
    assert "\u202e" not in made()[0].description


# The dry run: nothing is written.


def tried(desk: Desk, event: Event, tables: Engine, **form: str) -> Answer:
    look = added(desk, event, **form)
    rows = sum(len(tables.rows(noun)) for noun in ("firings", "notices", "enrollments", "audit", "drafts"))
    answer = desk.press(look, "Who would have got it last month")
    assert rows == sum(
        len(tables.rows(noun)) for noun in ("firings", "notices", "enrollments", "audit", "drafts")
    )
    return answer


def test_the_dry_run_lists_who_would_have_got_it_and_why_not(desk: Desk, tables: Engine) -> None:
    for name, more in (("anna", {}), ("bert", {"allow_marketing": False}), ("carl", {}), ("dora", {})):
        triggering.client(name, NOW, **more)
    for client_id, ref, days in (
        (scenes.ANNA, "I-1", 10),
        (scenes.BERT, "I-2", 12),
        (scenes.CARL, "I-3", 40),
        (scenes.DORA, "I-4", 1),
    ):
        day = (NOW - timedelta(days=days)).date()
        scenes.invoice(client_id, ref, 10_000, NOW - timedelta(days=days), invoiced_on=day)
    answer = tried(desk, Event.SALE_PAID, tables, days="3")
    assert "1 would have got it, 1 not" in answer.words
    assert "Anna Lake" in answer.words.replace("Lake, Anna", "Anna Lake")
    assert "The client does not allow marketing." in answer.words
    # Carl's would have gone before the month, Dora's is still to come.
    assert "Carl" not in answer.words
    assert "Dora" not in answer.words


def test_the_dry_run_of_a_trigger_in_hand_stores_nothing(desk: Desk, tables: Engine) -> None:
    triggering.client("anna", NOW, birthday_on=date(1990, 11, 12))

    row = stands([scenes.ANNA])[scenes.ANNA]
    values = Client.get(scenes.ANNA).attribute_values
    assert transact(index_writes(row, entries(values, "US"), [])).stands
    reviewed = desk.press(form_of(desk, Event.BIRTHDAY), "Read it back", {"description": "B"})
    answer = desk.press(reviewed, "Who would have got it last month")
    assert "1 would have got it, 0 not" in answer.words
    assert "2026-11-12 10:00" in answer.words
    assert made() == []
    assert "On a client's birthday" in desk.press(answer, "Back to the review").words
