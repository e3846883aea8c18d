"""Rewards at the console: looked up, issued, extended, redeemed, voided; what is stored, what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.ledger import Entry
from chalicelib.domain.ledger import Kind as Entries
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Location
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.models import studio as table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.posting import Posting, post
from chalicelib.models.reward import Reward
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'
GOOD = {"amount": "25", "reason": "Helped us at the fair"}


class Clock:
    """A clock that tests set."""

    now = NOW


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "now", NOW)
    monkeypatch.setattr(clock, "now", lambda: Clock.now)
    till.opened()
    table.save_item(Location(location_id="main", description="Main Street"))


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.OPERATOR)


@pytest.fixture
def manager() -> Desk:
    return Desk(Role.MANAGER)


def tab(desk: Desk, client: str = ANN) -> Answer:
    return desk.ask("client", "rewards", {"client": client})


def reviewed(desk: Desk, label: str, screen: Answer, **typed: str) -> Answer:
    return desk.press(desk.press(screen, label), "Review it", typed)


def issued(desk: Desk, client: str = ANN, **typed: str) -> Reward:
    """A reward of 25.00, through the screens."""
    review = reviewed(desk, "Issue a reward", tab(desk, client), **{**GOOD, **typed})
    (label,) = [name for name, _ in review.buttons if name.startswith("Issue ")]
    told = desk.press(review, label)
    assert "Stored" in told.words, told.words
    rows = sorted(Reward.query(client), key=lambda row: row.issued_at)
    assert rows[-1].code in told.words
    return rows[-1]


def looked_up(desk: Desk, typed: str) -> Answer:
    return desk.press(desk.ask("rewards"), "Look it up", {"code": typed})


def entries(tables: Engine) -> list[str]:
    return [str(row["kind"]) for row in sorted(tables.rows("ledger"), key=lambda row: int(row["seq"]))]


def test_a_reward_is_issued_after_a_review_that_names_all_of_it(desk: Desk, tables: Engine) -> None:
    form = desk.press(tab(desk), "Issue a reward")
    assert "client of any status" in form.words
    review = desk.press(form, "Review it", {**GOOD, "ends": "after", "days": "30", "location": "main"})
    for words in (
        "$25.00",
        "2026-12-22",
        "Main Street",
        "Helped us at the fair",
        "Lake, Ann",
        "stays as it is",
    ):
        assert words in review.words
    assert tables.rows("rewards") == []
    told = desk.press(review, "Issue $25.00")
    (row,) = Reward.query(ANN)
    assert row.code in told.words
    assert (row.face_cents, row.expires_on, row.location_id, row.note, row.created_by) == (
        2_500,
        date(2026, 12, 22),
        "main",
        "Helped us at the fair",
        "operator",
    )
    draft = tables.rows("drafts")[0]
    assert "typed" not in draft["content"], "what was typed goes with the draft's use"
    shown = tab(desk).words
    assert f"{row.code} open $25.00 $25.00 By hand" in shown
    assert "2026-12-22 (in 30 days) Operator Helped us at the fair" in shown


def test_a_double_click_and_two_tabs_issue_once(desk: Desk, tables: Engine) -> None:
    review = reviewed(desk, "Issue a reward", tab(desk), **GOOD)
    first = desk.press(review, "Issue $25.00")
    second = desk.press(review, "Issue $25.00")
    other_tab = Desk(Role.OPERATOR).press(review, "Issue $25.00")
    assert "Stored" in first.words
    for again in (second, other_tab):
        assert "done already" in again.words
        assert "A reward of $25.00 was issued." in again.words
    assert len(tables.rows("rewards")) == len(tables.rows("ledger")) == 1


def test_what_was_typed_in_another_tab_is_not_issued_from_an_older_review(desk: Desk, tables: Engine) -> None:
    form = desk.press(tab(desk), "Issue a reward")
    review = desk.press(form, "Review it", GOOD)
    other = desk.press(desk.press(review, "Change it"), "Review it", {**GOOD, "amount": "250"})
    stale = desk.press(review, "Issue $25.00")
    assert "Something moved" in stale.words
    assert tables.rows("rewards") == []
    kept = desk.press(form, "Review it", GOOD)
    assert "not kept" in kept.words
    desk.press(other, "Issue $250.00")
    assert [row["face_cents"] for row in tables.rows("rewards")] == [25_000]


def test_a_review_of_yesterday_is_reviewed_again_today(desk: Desk, tables: Engine) -> None:
    review = reviewed(desk, "Issue a reward", tab(desk), **GOOD, ends="after", days="1")
    Clock.now = NOW + timedelta(hours=14)
    again = desk.press(review, "Issue $25.00")
    assert "Something moved" in again.words
    assert "2026-11-24" in again.words
    desk.press(again, "Issue $25.00")
    assert [row["expires_on"] for row in tables.rows("rewards")] == ["2026-11-24"]


def test_an_issue_without_an_amount_or_a_reason_stays_on_the_form(desk: Desk, tables: Engine) -> None:
    form = desk.press(tab(desk), "Issue a reward")
    wrong = desk.press(form, "Review it", {"amount": "x", "ends": "on", "day": "2026-11-21"})
    for words in ("not an amount", "Please say why", "This day is over"):
        assert words in wrong.words
    assert wrong.values["amount"] == "x"
    empty = desk.ask("rewards", "review", form.button("Review it"))
    assert "did not arrive" in empty.words
    assert tables.rows("rewards") == []


def owes(cents: int) -> None:
    entry = Entry(
        client_id=ANN,
        entry_id="owe:referral:x:1:1",
        kind=Entries.OWE,
        cents=Cents(cents),
        reward_id="referral:x:1",
        at=NOW,
        cause="referral:x",
        by="evaluation",
    )
    assert post([ANN], lambda _: Posting(entries=[entry]), now=NOW)


def test_the_review_says_what_is_owed_and_a_debt_that_moved_is_reviewed_again(desk: Desk) -> None:
    owes(1_000)
    assert "It is settled out of the next rewards" in tab(desk).words
    review = reviewed(desk, "Issue a reward", tab(desk), **GOOD)
    for words in ("What is owed is settled first", "$10.00", "$15.00"):
        assert words in review.words
    # Another reward settles a part meanwhile.
    till.give("other", 400)
    stale = desk.press(review, "Issue $25.00")
    assert "Something moved" in stale.words
    assert "$19.00" in stale.words
    told = desk.press(stale, "Issue $25.00")
    assert "$19.00 can be used" in told.words
    assert Account.read(ANN).owed_cents == 0
    assert "not" not in tab(desk).words.partition("This client owes")[2]


def test_a_letter_by_mail_is_refused_while_mail_is_not_set_up(desk: Desk, tables: Engine) -> None:
    Client.get(ANN).update([Client.emails.set(["ann@people.example"])])
    review = reviewed(desk, "Issue a reward", tab(desk), **GOOD, letter="shipped:email")
    assert "The letter cannot go. The studio's sender is not set up" in review.words
    assert "Issue $25.00" not in [name for name, _ in review.buttons]
    forged = {**desk.press(review, "Change it").button("Review it"), "cents": 2_500, "seen": "x"}
    assert "cannot be done" in desk.ask("rewards", "confirm", forged, {}).words
    assert tables.rows("rewards") == []
    assert table.save_preferences(replace(till.studio().preferences, sender_email="hello@lantern.example"))
    again = desk.press(desk.press(review, "Change it"), "Review it")
    assert "by email to ann@people.example" in again.words
    desk.press(again, "Issue $25.00")
    assert [row["kind"] for row in tables.rows("notices")] == ["thanks"]


def test_nobodys_record_gets_a_reward(desk: Desk, tables: Engine) -> None:
    review = reviewed(desk, "Issue a reward", tab(desk, BEN), **GOOD)
    till.join(ANN, BEN)
    assert "is no client any more" in desk.press(review, "Issue $25.00").words
    gone = desk.ask("rewards", "issue", {"client": "nobody"})
    assert "There is no such client" in gone.words
    Client.get(ANN).update([Client.erased_at.set(NOW)])
    begun = desk.press(desk.ask("rewards", "issue", {"client": ANN}), "Review it", GOOD)
    assert "is no client any more" in begun.words
    assert tables.rows("rewards") == []


def test_a_begun_issue_is_resumed_where_it_was_left(desk: Desk) -> None:
    desk.press(tab(desk), "Issue a reward")
    assert "Begun and not finished" not in desk.ask("start").words, "nothing was typed yet"
    reviewed(desk, "Issue a reward", tab(desk), **GOOD)
    start = desk.ask("start")
    assert "Ann" not in start.words, "a list of drafts names nobody"
    assert "Review: issue a reward" in desk.press(start, "Resume Issue a reward: a prospect").words


@pytest.mark.parametrize("spelled", ["{0}", "{0:lower}", "{0:bare}", "{0:spaced}"])
def test_a_code_is_found_in_any_spelling(desk: Desk, spelled: str) -> None:
    row = issued(desk, ends="on", day="2026-11-22")
    letters = row.code.replace("-", "")
    typed = {
        "{0}": row.code,
        "{0:lower}": row.code.lower(),
        "{0:bare}": letters[2:].lower(),
        "{0:spaced}": f" {letters[2:6]} {letters[6:]} ",
    }[spelled]
    found = looked_up(desk, typed)
    for words in (
        row.code,
        "Left to use $25.00",
        "open All of it can be used.",
        "2026-11-22 (today)",
        "Lake, Ann",
    ):
        assert words in found.words
    labels = [name for name, _ in found.buttons]
    assert "Redeem" in labels
    assert "Make void" not in labels, "an operator voids nothing"


def test_an_unknown_code_and_none_are_answered_plainly(desk: Desk) -> None:
    assert "No reward has this code" in looked_up(desk, "LR-2222-2222").words
    assert "No reward has this code" in looked_up(desk, HOSTILE).words
    assert "Type the code first" in looked_up(desk, "").words
    assert "did not arrive" in desk.ask("rewards", "find").words
    assert "There is no such reward" in desk.ask("rewards", "one", {"client": ANN, "reward": "x"}).words


def test_a_code_is_redeemed_in_two_steps(desk: Desk, tables: Engine) -> None:
    row = issued(desk)
    till.bill("i1", 4_000)
    form = desk.press(looked_up(desk, row.code), "Redeem")
    assert (form.values["amount"], form.values["invoice"]) == ("25.00", "i1")
    review = desk.press(form, "Review it", {"amount": "10"})
    for words in ("i1 of 2026-11-22", "$40.00", "$10.00", "$30.00", "$15.00"):
        assert words in review.words
    assert entries(tables) == ["issue"]
    told = desk.press(review, "Redeem $10.00")
    assert "$30.00 are due on the invoice now" in told.words
    assert (till.left(row.reward_id), till.stood("i1").redeemed_cents) == (1_500, 1_000)
    assert "done already" in desk.press(review, "Redeem $10.00").words
    assert till.left(row.reward_id) == 1_500
    shown = looked_up(desk, row.code).words
    assert "partly used" in shown
    assert "Redeemed -$10.00 Operator i1" in shown
    assert till.is_whole()


def test_a_redemption_that_was_overtaken_is_reviewed_again_with_its_new_numbers(desk: Desk) -> None:
    row = issued(desk)
    till.bill("i1", 4_000)
    review = desk.press(desk.press(looked_up(desk, row.code), "Redeem"), "Review it", {"amount": "20"})
    assert till.redeem("i1", (row.reward_id, 1_000), now=NOW).refused is None
    told = desk.press(review, "Redeem $20.00")
    assert "more than is left of the reward" in told.words
    assert till.left(row.reward_id) == 1_500


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "25.01"}, "more than is left"),
        ({"amount": "0"}, "more than nothing"),
        ({"invoice": ""}, "Choose an invoice"),
        ({"invoice": "of-ben"}, "Choose an invoice"),
    ],
)
def test_what_cannot_be_redeemed_is_said_beside_its_control(
    desk: Desk, tables: Engine, typed: dict[str, str], words: str
) -> None:
    row = issued(desk)
    till.bill("i1", 4_000)
    till.bill("of-ben", 4_000, client_id=BEN)
    form = desk.press(looked_up(desk, row.code), "Redeem")
    assert words in desk.press(form, "Review it", typed).words
    assert entries(tables) == ["issue"]


def test_one_without_an_open_invoice_leads_to_a_new_one(desk: Desk) -> None:
    row = issued(desk)
    form = desk.press(looked_up(desk, row.code), "Redeem")
    assert "no invoice with anything due" in form.words
    assert form.button("New invoice") == {"view": "invoices", "do": "new", "client": ANN}


def test_an_expired_one_is_revived_by_a_manager(desk: Desk, manager: Desk, tables: Engine) -> None:
    row = issued(desk, ends="on", day="2026-11-22")
    form = desk.press(looked_up(desk, row.code), "Change the last day")
    Clock.now = NOW + timedelta(hours=20)
    assert expire_reward(ANN, row.reward_id, over_at=Clock.now, run_id="run", now=Clock.now)
    late = desk.press(form, "Review it", {"day": "2027-01-31", "reason": "Was ill"})
    assert "manager's dashboard alone" in late.words
    found = looked_up(desk, row.code)
    assert "expired Its last day is over" in found.words
    assert {"Redeem", "Revive", "Change the last day"}.isdisjoint(name for name, _ in found.buttons)
    review = reviewed(manager, "Revive", looked_up(manager, row.code), day="2027-01-31", reason="Was ill")
    assert "Of it given back, which had expired $25.00" in review.words
    manager.press(review, "Revive the reward")
    assert entries(tables) == ["issue", "expire", "return", "extend"]
    shown = looked_up(desk, row.code).words
    assert "2027-01-31 (in 69 days)" in shown
    assert "Given back +$25.00 Manager Was ill" in shown


def test_a_last_day_is_moved_later_by_an_operator_and_never_earlier(desk: Desk, tables: Engine) -> None:
    row = issued(desk, ends="on", day="2026-12-31")
    screen = looked_up(desk, row.code)
    early = reviewed(desk, "Change the last day", screen, day="2026-12-30", reason="x")
    assert "only ever moves later" in early.words
    review = reviewed(desk, "Change the last day", screen, ends="never", reason="Was ill")
    desk.press(review, "Change the last day")
    assert "never ends" in looked_up(desk, row.code).words
    assert "Change the last day" not in [name for name, _ in looked_up(desk, row.code).buttons]
    assert entries(tables) == ["issue", "extend"]


def test_a_manager_voids_what_is_left_with_a_reason(desk: Desk, manager: Desk, tables: Engine) -> None:
    row = issued(desk)
    till.bill("i1", 4_000)
    assert till.redeem("i1", (row.reward_id, 1_000), now=NOW).refused is None
    form = manager.press(looked_up(manager, row.code), "Make void")
    assert "Please say why" in manager.press(form, "Review it").words
    review = manager.press(
        manager.press(looked_up(manager, row.code), "Make void"), "Review it", {"reason": "Lost"}
    )
    assert "Made void now $15.00" in review.words
    stolen = desk.press(review, "Make $15.00 void")
    assert "manager's dashboard alone" in stolen.words
    assert entries(tables) == ["issue", "redeem"]
    manager.press(review, "Make $15.00 void")
    assert entries(tables) == ["issue", "redeem", "void"]
    shown = looked_up(desk, row.code).words
    assert "void It was made void" in shown
    assert "Made void -$15.00 Manager Lost" in shown


@pytest.mark.parametrize(
    ("role", "do"),
    [
        (Role.VIEWER, ""),
        (Role.VIEWER, "find"),
        (Role.VIEWER, "one"),
        (Role.VIEWER, "issue"),
        (Role.VIEWER, "redeem"),
        (Role.VIEWER, "confirm"),
        (Role.OPERATOR, "void"),
    ],
)
def test_who_may_not_act_is_told_so(role: Role, do: str, tables: Engine) -> None:
    before = tables.images()
    told = Desk(role).ask("rewards", do, {"client": ANN, "reward": "manual:x"}, {})
    assert "not on your dashboard" in told.words
    assert tables.images() == before


def test_a_joined_records_rewards_are_found_with_all_of_their_history(desk: Desk) -> None:
    row = issued(desk, BEN, reason="Carried boxes")
    till.join(ANN, BEN)
    found = looked_up(desk, row.code).words
    assert "Lake, Ann" in found
    assert "Issued +$25.00 Operator Carried boxes" in found
    assert "Went over with a joined record -$25.00" in found
    assert "Went over with a joined record +$25.00" in found
    old = desk.ask("rewards", "one", {"client": BEN, "reward": row.reward_id})
    assert "Lake, Ann" in old.words
    assert row.code in tab(desk).words


def test_names_and_reasons_are_only_text(desk: Desk) -> None:
    Client.get(ANN).update([Client.first_name.set(HOSTILE)])
    row = issued(desk, reason=HOSTILE)
    for screen in (tab(desk), looked_up(desk, row.code), desk.press(tab(desk), "Issue a reward")):
        assert "arn:evil" not in screen.endpoints
        assert "49" not in screen.words.partition("</td>")[2].partition("{{")[0]
        assert '{"view":"x"}' in screen.words


def test_the_start_screen_leads_to_the_lookup(desk: Desk) -> None:
    start = desk.ask("start", dashboard="rewards")
    assert "Reward code" in desk.press(start, "Look up a reward code").words
    viewer: dict[str, Any] = {}
    assert "Look up a reward code" not in Desk(Role.VIEWER).ask("start", "", viewer).words
