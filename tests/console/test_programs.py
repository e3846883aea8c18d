"""Referral programs in the console: set up, looked at, copied, retired and deleted; what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Program, Terms
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.referral import State
from chalicelib.domain.studio import Status
from chalicelib.flows import program_figures
from chalicelib.handlers.console import program_list
from chalicelib.models import studio as table
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.letter import Letter
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.handlers.studios import STUDIO, TERMS, store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'
PRINT = Promotion(promotion_id="print", description="A print", code="PRINT", valid_until=date(2026, 12, 31))
OVER = Promotion(promotion_id="over", description="Ten percent off", valid_until=date(2026, 11, 21))
RETIRED = Promotion(promotion_id="gone", description="A mug", inactive=True)
VIP = Status(status_id="vip", description="VIP", include_in_loyalty=True)
EVERYTHING: Mapping[str, str] = {
    "description": "Brides",
    "within": "yes",
    "within_days": "60",
    "session_booked": "yes",
    "session_completed": "yes",
    "paid_sales": "yes",
    "paid_sales_min": "100",
    "reward": "yes",
    "reward_amount": "25.50",
    "reward_expires": "yes",
    "reward_days": "365",
    "cap": "yes",
    "cap_rewards": "3",
    "reward_letter": "yes",
    "reward_letter_id": "thanks",
    "referrer_status": "yes",
    "referrer_status_id": "vip",
    "gift": "yes",
    "gift_kind": "item",
    "gift_item": "print",
    "gift_timing": "on_intake",
    "gift_letter": "yes",
    "gift_letter_id": "welcome",
    "friend_status": "yes",
    "friend_status_id": "online",
}


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store(replace(STUDIO, statuses={**STUDIO.statuses, "vip": VIP}))
    for item in (PRINT, OVER, RETIRED):
        table.save_item(item)
    for letter_id, kind, inactive in (
        ("thanks", "reward", False),
        ("welcome", "gift", False),
        ("old", "reward", True),
    ):
        Letter(
            letter_id,
            0,
            kind=kind,
            form="email",
            description=letter_id.title(),
            latest=1,
            inactive=inactive,
            changed_at=NOW,
            head_of="letters",
            sorted_by=letter_id,
        ).save()


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def opened(desk: Desk, name: str = "Friends") -> Answer:
    return desk.press(desk.ask("programs"), f"Open {name}")


def stored() -> dict[str, Program]:
    return {each.description: each for each in table.load().programs.values()}


def audit(tables: Engine) -> list[dict[str, Any]]:
    return [row for row in tables.rows("audit") if row["about"].startswith("program#")]


def test_every_setting_is_optional_and_live_when_saved(desk: Desk, tables: Engine) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    assert "Brides is stored and in use" in desk.press(form, "Save", EVERYTHING).words
    program = stored()["Brides"]
    assert program == Program(
        program_id=program.program_id,
        description="Brides",
        version=1,
        terms=Terms(
            program_id=program.program_id,
            program_name="Brides",
            within_days=60,
            session_booked=True,
            session_completed=True,
            paid_sales_min_cents=Cents(10000),
            reward_cents=Cents(2550),
            reward_expires_after_days=365,
            rewards_per_client_max=3,
            reward_letter=True,
            reward_letter_id="thanks",
            referrer_status_id="vip",
            gift=Gift(
                kind=GiftKind.ITEM,
                text="A print",
                code="PRINT",
                valid_until=date(2026, 12, 31),
                promotion_id="print",
            ),
            gift_timing=GiftTiming.ON_INTAKE,
            gift_letter=True,
            gift_letter_id="welcome",
            friend_status_id="online",
        ),
    )
    assert [row["what"] for row in audit(tables)] == ["added"]

    edit = desk.press(opened(desk, "Brides"), "Edit")
    ticked = [name for name, value in edit.values.items() if value == "yes"]
    assert len(ticked) == 12, "all but Inactive and the money gift's expiry"
    desk.press(edit, "Save", dict.fromkeys(ticked, "no"))
    after = stored()["Brides"]
    assert after == replace(
        program,
        version=2,
        terms=Terms(program_id=program.program_id, program_name="Brides", gift_timing=GiftTiming.ON_INTAKE),
    )
    changed = audit(tables)[-1]
    assert (changed["what"], changed["before"]["within_days"], changed["after"]["within_days"]) == (
        "changed",
        "60",
        "",
    )


def test_saving_twice_makes_one_program(desk: Desk, tables: Engine) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    for _ in range(2):
        desk.press(form, "Save", {"description": "Brides"})
    assert sorted(stored()) == ["Brides", "Friends"]
    assert len(audit(tables)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"description": "  "}, "This is needed"),
        ({"description": "x" * 101}, "longer than 100"),
        ({"description": "FRIENDS"}, "Another active program has this name"),
        ({"within": "yes", "within_days": "0"}, "not a whole number of days"),
        ({"within": "yes", "within_days": ""}, "not a whole number of days"),
        ({"within": "yes", "within_days": "3651"}, "not a whole number of days"),
        ({"reward": "yes", "reward_amount": "0"}, "not an amount"),
        ({"reward": "yes", "reward_amount": "10000.01"}, "not an amount"),
        ({"reward": "yes", "reward_amount": "1e3"}, "not an amount"),
        ({"paid_sales": "yes", "paid_sales_min": "-1"}, "not an amount"),
        ({"reward": "yes", "reward_amount": "1", "cap": "yes", "cap_rewards": "1001"}, "from 1 to 1,000"),
        ({"cap": "yes", "cap_rewards": "1"}, "goes with a reward"),
        ({"reward_letter": "yes"}, "goes with a reward"),
        ({"gift_letter": "yes"}, "goes with a gift"),
        ({"gift": "yes", "gift_item": ""}, "none is chosen"),
        ({"gift": "yes", "gift_item": "over"}, "none is chosen that is on offer"),
        ({"gift": "yes", "gift_item": "gone"}, "none is chosen that is on offer"),
        ({"gift": "yes", "gift_kind": "reward", "gift_amount": ""}, "not an amount"),
        ({"gift": "yes", "gift_kind": "cash"}, "none is chosen that is on offer"),
        ({"friend_status": "yes", "friend_status_id": "nobody"}, "none is chosen that is on offer"),
        (
            {"reward": "yes", "reward_amount": "1", "reward_letter": "yes", "reward_letter_id": "old"},
            "on offer",
        ),
        (
            {"reward": "yes", "reward_amount": "1", "reward_letter": "yes", "reward_letter_id": "welcome"},
            "on offer",
        ),
    ],
)
def test_what_is_ticked_is_judged_and_nothing_is_stored(
    typed: dict[str, str], said: str, desk: Desk, tables: Engine
) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    told = desk.press(form, "Save", {"description": "Brides", **typed})
    assert said in told.words
    assert list(stored()) == ["Friends"]
    assert not audit(tables)
    for name, value in typed.items():
        assert told.values[name] in (value.strip(), ""), "what was typed stays, but for what is not offered"


def test_what_stands_beside_an_unticked_setting_is_not_stored(desk: Desk) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    desk.press(form, "Save", {"description": "Brides", "within_days": "many", "reward_amount": "7"})
    terms = stored()["Brides"].terms
    assert terms == Terms(program_id=terms.program_id, program_name="Brides")


def test_the_promise_is_shown_while_editing_with_what_is_worth_knowing(desk: Desk) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    assert "no reward and no gift" in form.words
    assert "nobody gets anything" in form.words
    shown = desk.press(
        form,
        "Show what it promises",
        {
            **EVERYTHING,
            "referrer_status_id": "online",
            "gift_timing": "on_qualify",
        },
    )
    assert (
        "You get $25.50 to spend at the studio (good for 365 days) for each friend who comes to us as a new "
        "client within 60 days of your joining the program, books and completes a session and spends at "
        "least $100.00 before tax, up to 3 times; your friend gets a gift (A print, valid through "
        "December 31, 2026)."
    ) in shown.words
    assert "leaves it with the first referral" in shown.words
    assert "no public address" in shown.words
    assert "nobody gets anything" not in shown.words
    assert list(stored()) == ["Friends"], "nothing is stored by looking"
    again = desk.press(desk.ask("start", dashboard="set-up"), "Resume A new program")
    assert again.values["within_days"] == "60", "the draft is found again"


def test_a_gift_that_expires_stays_chosen_is_promised_no_more_and_the_program_says_so(desk: Desk) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    assert "Ten percent off" not in form.words, "what has expired is not offered"
    assert "A mug" not in form.words, "nor what is retired"
    desk.press(form, "Save", {"description": "Brides", "gift": "yes", "gift_item": "print"})
    table.save_item(replace(PRINT, description="A large print", valid_until=date(2026, 11, 22)))
    assert "A large print, valid through November 22, 2026" in opened(desk, "Brides").words
    table.save_item(replace(PRINT, valid_until=date(2026, 11, 21), inactive=True))
    shown = opened(desk, "Brides")
    assert "The gift has expired" in shown.words
    assert "The gift is retired" in shown.words
    assert "no reward and no gift" in shown.words
    edit = desk.press(shown, "Edit")
    assert "A print, code PRINT (expired) (retired)" in edit.words
    assert "is stored" in desk.press(edit, "Save", {"session_booked": "yes"}).words
    assert stored()["Brides"].terms.gift is not None


def test_a_gift_that_was_never_on_the_list_stays_as_it_is(desk: Desk) -> None:
    gift = Gift(kind=GiftKind.ITEM, text="Two prints", code="TWO")
    table.save_item(Program(program_id="friends", description="Friends", terms=replace(TERMS, gift=gift)))
    edit = desk.press(opened(desk), "Edit")
    assert "Two prints, code TWO" in edit.words
    desk.press(edit, "Save", {"session_booked": "yes"})
    assert stored()["Friends"].terms == replace(TERMS, gift=gift, session_booked=True)


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    mine = desk.press(opened(desk), "Edit")
    theirs = desk.press(opened(desk), "Edit")
    desk.press(theirs, "Save", {"reward_amount": "30", "session_booked": "yes"})
    told = desk.press(mine, "Save", {"reward_amount": "40", "within_days": "30"})
    assert "Somebody else changed this meanwhile" in told.words
    assert "They made it" in told.words
    assert stored()["Friends"].terms.reward_cents == 3000
    assert (told.values["reward_amount"], told.values["within_days"]) == ("40", "30")
    assert told.values["session_booked"] == "yes", "theirs is taken over where nothing else was typed"
    desk.press(told, "Save")
    terms = stored()["Friends"].terms
    assert (terms.reward_cents, terms.within_days, terms.session_booked) == (4000, 30, True)


def test_a_program_is_retired_hidden_and_brought_back(desk: Desk, tables: Engine) -> None:
    told = desk.press(opened(desk), "Retire it")
    assert "It is offered no more" in told.words
    assert stored()["Friends"].inactive
    listed = desk.ask("programs")
    assert "Open Friends" not in [label for label, _ in listed.buttons]
    form = desk.press(listed, "Add a program")
    assert "is stored" in desk.press(form, "Save", {"description": "friends"}).words, "the name is free"
    shown = desk.press(desk.ask("programs"), "Show the inactive ones too (1)")
    refused = desk.press(desk.press(shown, "Open Friends"), "Bring it back")
    assert "Another active program has this name" in refused.words
    desk.press(opened(desk, "friends"), "Retire it")
    shown = desk.press(desk.ask("programs"), "Show the inactive ones too (2)")
    desk.press(desk.press(shown, "Open Friends"), "Bring it back")
    assert not stored()["Friends"].inactive
    assert sorted(row["what"] for row in audit(tables)) == ["added", "reactivated", "retired", "retired"]


def test_a_copy_is_a_program_of_its_own(desk: Desk) -> None:
    form = desk.press(opened(desk), "Copy")
    assert form.values["description"] == "Copy of Friends"
    desk.press(form, "Save")
    copy = stored()["Copy of Friends"]
    assert copy.program_id != "friends"
    assert copy.terms == replace(TERMS, program_id=copy.program_id, program_name="Copy of Friends")
    assert stored()["Friends"].terms == TERMS


def test_what_was_used_is_not_deleted_and_says_where(desk: Desk, tables: Engine) -> None:
    enrollment("jane")
    told = desk.press(opened(desk), "Delete")
    assert "It cannot be deleted" in told.words
    assert "Clients enrolled 1" in told.words
    refused = desk.ask("programs", "remove", {"program": "friends", "version": 0})
    assert "It cannot be deleted" in refused.words
    assert list(stored()) == ["Friends"]
    Enrollment("jane", OPEN).delete()
    desk.press(desk.press(opened(desk), "Delete"), "Delete it")
    assert not stored()
    assert table.load().deleted["program", "friends"] == "Friends"
    again = desk.ask("programs", "remove", {"program": "friends", "version": 0})
    assert "Deleted" in again.words, "deleting twice is deleting once"
    assert [row["what"] for row in audit(tables)] == ["deleted"]
    assert "Program: Friends (deleted)" in desk.ask("audit").words


def enrollment(client_id: str, enrollment_id: str = OPEN) -> None:
    Enrollment(
        client_id,
        enrollment_id,
        program_id="friends",
        token=client_id,
        source="hand",
        enrolled_at=NOW,
        first_enrolled_at=NOW,
    ).save()


def referral(friend_id: str, state: State) -> None:
    Referral(
        friend_id,
        referrer_id="jane",
        evidence="staff",
        program_id="friends",
        state=state.value,
        created_at=NOW,
        friend_created_at=NOW,
        payload_hash="x",
    ).save()


def test_the_figures_count_the_open_enrollments_and_the_referrals_by_state(desk: Desk) -> None:
    for client_id, enrollment_id in (("a", OPEN), ("b", OPEN), ("a", "2026-01-01"), ("c", "2026-01-02")):
        enrollment(client_id, enrollment_id)
    states = (State.PENDING, State.PENDING, State.PENDING, State.REWARDED, State.HELD, State.VOID)
    for number, state in enumerate(states):
        referral(f"f{number}", state)
    shown = opened(desk).words
    assert "Clients enrolled 2 Rewards earned 1 Referrals pending 3 Referrals held for a decision 1" in shown
    assert "2 1 3 and 1 held" in desk.ask("programs").words


def test_an_operator_sees_programs_and_changes_none() -> None:
    operator = Desk(Role.OPERATOR)
    shown = opened(operator)
    assert "$25.00 to spend" in shown.words
    labels = {label for label, _ in shown.buttons}
    assert not labels & {"Edit", "Copy", "Retire it", "Delete"}
    for do in ("new", "edit", "copy", "save", "retire", "delete", "remove"):
        answer = operator.ask("programs", do, {"program": "friends", "version": 0}, {})
        assert "not on your dashboard" in answer.words
    assert stored()["Friends"].terms == TERMS
    assert "not on your dashboard" in Desk(Role.VIEWER).ask("programs").words


def test_a_hostile_name_is_words_on_every_screen(desk: Desk) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    stored_one = desk.press(form, "Save", {"description": HOSTILE})
    (name,) = stored().keys() - {"Friends"}
    assert name == HOSTILE
    for answer in (stored_one, desk.ask("programs"), desk.press(stored_one, "Edit"), desk.ask("audit")):
        assert "{{ 7*7 }}" in answer.words


def test_without_its_form_nothing_is_stored(desk: Desk) -> None:
    form = desk.press(desk.ask("programs"), "Add a program")
    draft = form.button("Save")["draft"]
    assert "did not arrive" in desk.ask("programs", "save", {"draft": draft}).words
    assert "no longer in hand" in desk.ask("programs", "save", {"draft": "none"}, {}).words
    assert list(stored()) == ["Friends"]


def test_a_figure_says_where_counting_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (program_figures, program_list):
        monkeypatch.setattr(module, "COUNTED_MAX", 2)
    for client_id in ("a", "b", "c"):
        enrollment(client_id)
    assert "Clients enrolled 2 or more" in opened(desk).words


@pytest.mark.long
def test_ten_thousand_are_counted_by_one_query_each(desk: Desk, tables: Engine) -> None:
    """The ids are as long as they come: what fits into an answer is bytes."""
    table.save_item(replace(stored()["Friends"], program_id="p" * 26))
    with Enrollment.batch_write() as rows:
        for number in range(10_050):
            rows.save(
                Enrollment(
                    f"c{number:026}",
                    OPEN,
                    program_id="p" * 26,
                    token="t",
                    source="hand",
                    enrolled_at=NOW,
                    first_enrolled_at=NOW,
                )
            )
    before = tables.requests
    words = desk.ask("programs", "look", {"program": "p" * 26}).words
    assert "Clients enrolled 10,000 or more" in words
    assert tables.requests - before == 6
