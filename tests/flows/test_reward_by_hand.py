"""Rewards by hand: issued, extended, revived and voided; what is refused, and what a repeat does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.block import Cause, blocked
from chalicelib.domain.ledger import Entry
from chalicelib.domain.ledger import Kind as Entries
from chalicelib.domain.letter_text import LetterForm, LetterRef, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Reason
from chalicelib.domain.reward import State
from chalicelib.domain.reward_act import Refusal
from chalicelib.flows.erase_traces import erase_notes
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.issue_reward import Issued, Wanted, issue_reward
from chalicelib.flows.reward_change import Change
from chalicelib.flows.tell_reward import tell_reward
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.flows.void_reward import void_reward
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.block import remember
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.entry import entries_of
from chalicelib.models.letter import Letter
from chalicelib.models.posting import Posting, post
from chalicelib.models.reward import Outstanding, Reward
from chalicelib.models.transaction import Clash
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, MANAGER, NOW, OPERATOR, TODAY

EMAIL = Outgoing(kind=Kind.THANKS)
PRINTED = Outgoing(kind=Kind.THANKS, form=LetterForm.PRINT)
JANUARY = date(2027, 1, 31)


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()


def issued(key: str = "k1", *, owed: int = 0, at: datetime = NOW, **wanted: Any) -> Issued:
    """A reward by hand of 25.00 to Ann."""
    told: dict[str, Any] = {"client_id": ANN, "cents": Cents(2_500), "reason": "Helped us at the fair"}
    told |= wanted
    others = told.pop("others", ())
    return issue_reward(
        Wanted(**told),
        key=key,
        owed_seen=Cents(owed),
        actor=OPERATOR,
        studio=till.studio(),
        now=at,
        others=others,
    )


def row(reward_id: str = "manual:k1", client_id: str = ANN) -> Reward:
    found = Reward.find(client_id, reward_id)
    assert found is not None
    return found


def values(stands: Reward, *names: str) -> tuple[Any, ...]:
    """These of the row's attributes."""
    return tuple(stands.attribute_values.get(name) for name in names)


def change(key: str = "c1", **more: Any) -> Change:
    """A manager's change of the reward as it stands now."""
    told: dict[str, Any] = {"client_id": ANN, "reward_id": "manual:k1", "actor": MANAGER, "now": NOW}
    told |= more
    seen = told.pop("seen", None)
    turn = seen if seen is not None else row(told["reward_id"], told["client_id"]).turn
    return Change(turn_seen=turn, reason="Was ill", key=key, **told)


def extended(until: date | None, key: str = "c1", **more: Any) -> Refusal | None:
    return extend_reward(change(key, **more), until, till.studio())


def closed(at: datetime) -> None:
    """The night closes the reward."""
    assert expire_reward(ANN, "manual:k1", over_at=at, run_id=f"run {at}", now=at)


def audited(tables: Engine, what: str) -> dict[str, Any]:
    """The one record of this in Ann's audit."""
    rows = tables.rows("audit")
    (found,) = [each for each in rows if (each["about"], each["what"]) == (f"client#{ANN}", what)]
    return found


def sender(address: str = "hello@lantern.example") -> None:
    preferences = replace(till.studio().preferences, sender_email=address)
    assert studio_table.save_preferences(preferences)


# Issuing.


def test_a_reward_by_hand_stands_with_entry_code_audit_and_note(tables: Engine) -> None:
    done = issued(expires_on=JANUARY, location_id="main")
    stands = row()
    assert done.refused is None
    assert (stands.face_cents, stands.remaining_cents, stands.source, stands.created_by) == (
        2_500,
        2_500,
        "manual",
        "operator",
    )
    assert (stands.expires_on, stands.location_id, stands.note) == (JANUARY, "main", "Helped us at the fair")
    assert done.row is not None
    assert done.row.code == stands.code
    (entry,) = entries_of(ANN)
    assert (entry.entry_id, entry.cause, entry.by) == ("issue:manual:k1", "manual", "operator")
    record = audited(tables, "reward issued")
    assert (record["role"], record["after"]["reason"]) == ("operator", "Helped us at the fair")
    assert "fair" not in str(tables.rows("ledger")), "the ledger holds no words"
    assert till.is_whole()


def test_the_status_of_a_client_of_any_status_stays() -> None:
    for status_id in (None, "regular", "gone"):
        client = Client.get(ANN)
        client.update([Client.status_id.set(status_id) if status_id else Client.status_id.remove()])
        assert issued(f"of-{status_id}").refused is None
        assert Client.get(ANN).status_id == status_id


def test_a_repeat_answers_with_the_same_reward_and_writes_nothing(tables: Engine) -> None:
    first = issued(expires_on=TODAY)
    before = tables.images()
    again = issued(expires_on=TODAY, at=NOW + timedelta(days=9))
    assert again.row is not None
    assert first.row is not None
    assert again.row.code == first.row.code
    assert tables.images() == before


@pytest.mark.parametrize("other", [{"cents": Cents(2_501)}, {"expires_on": JANUARY}])
def test_the_same_key_for_another_reward_is_refused_loudly(tables: Engine, other: dict[str, Any]) -> None:
    issued()
    before = tables.images()
    with pytest.raises(Clash):
        issued(**other)
    assert tables.images() == before


# The 22nd is one hour old in New York.
@pytest.mark.parametrize(
    ("zone", "day", "why"),
    [
        ("America/New_York", date(2026, 11, 22), None),
        ("America/New_York", date(2026, 11, 21), Refusal.PAST_DAY),
        ("America/Los_Angeles", date(2026, 11, 21), None),
        ("Pacific/Kiritimati", date(2026, 11, 22), None),
        ("Pacific/Kiritimati", date(2026, 11, 21), Refusal.PAST_DAY),
    ],
)
def test_today_is_the_earliest_last_day_by_the_studios_clocks(
    zone: str, day: date, why: Refusal | None
) -> None:
    assert studio_table.save_preferences(replace(till.studio().preferences, zone=zone))
    assert issued(expires_on=day).refused is why


def test_nobodys_record_gets_a_reward(tables: Engine) -> None:
    till.join(ANN, BEN)
    Client.get(ANN).update([Client.erased_at.set(NOW)])
    before = tables.rows("ledger")
    for client_id in (ANN, BEN, "nobody"):
        assert issued(client_id=client_id).refused is Refusal.NO_CLIENT
    assert tables.rows("ledger") == before


def owes(cents: int, client_id: str = ANN) -> None:
    """The client owes so much."""
    entry = Entry(
        client_id=client_id,
        entry_id="owe:referral:x:1:1",
        kind=Entries.OWE,
        cents=Cents(cents),
        reward_id="referral:x:1",
        at=NOW,
        cause="referral:x",
        by="evaluation",
    )
    assert post([client_id], lambda _: Posting(entries=[entry]), now=NOW)


@pytest.mark.parametrize(
    ("owed", "left", "still", "letters"),
    [(400, 2_100, 0, ["$21.00"]), (2_500, 0, 0, []), (4_000, 0, 1_500, [])],
)
def test_what_is_owed_is_settled_first_and_the_letter_tells_of_the_rest(
    tables: Engine, owed: int, left: int, still: int, letters: list[str]
) -> None:
    owes(owed)
    assert issued(owed=owed, letter=PRINTED).refused is None
    assert (till.left("manual:k1"), Account.read(ANN).owed_cents) == (left, still)
    assert [each["values"]["amount"] for each in tables.rows("notices")] == letters
    assert row().state(NOW) is (State.PARTLY_USED if left else State.USED)


def test_what_is_owed_must_be_what_was_reviewed() -> None:
    owes(400)
    assert issued(owed=0).refused is Refusal.CHANGED
    assert Reward.find(ANN, "manual:k1") is None


def reachable() -> None:
    Client.get(ANN).update([Client.emails.set(["ann@people.example"])])


def test_the_letter_goes_by_mail_with_the_reward(tables: Engine) -> None:
    reachable()
    sender()
    assert issued(letter=EMAIL, expires_on=JANUARY).refused is None
    (notice,) = tables.rows("notices")
    assert (notice["kind"], notice["form"], notice["state"], notice["cause"]) == (
        "thanks",
        "email",
        "queued",
        "issue:manual:k1",
    )
    assert notice["values"] == {
        "amount": "$25.00",
        "code": row().code,
        "expires": "January 31, 2027",
    }


@pytest.mark.parametrize(
    ("letter", "world", "why"),
    [
        (EMAIL, "no sender", Reason.SENDER_NOT_READY),
        (EMAIL, "no address", Reason.NO_ADDRESS),
        (EMAIL, "blocked", Reason.BLOCKED),
        (replace(PRINTED, ref=LetterRef("own", 1)), "retired", Refusal.NO_LETTER),
        (replace(PRINTED, ref=LetterRef("own", 1)), "", None),
        (PRINTED, "no sender", None),
        (PRINTED, "no address", None),
    ],
)
def test_where_the_letter_cannot_go_nothing_is_issued(
    tables: Engine, letter: Outgoing, world: str, why: Refusal | Reason | None
) -> None:
    if world != "no address":
        reachable()
    if world != "no sender":
        sender()
    if world == "blocked":
        remember("ann@people.example", blocked(Cause.BOUNCED, "m1", NOW))
    head: dict[str, Any] = {
        "kind": "thanks",
        "form": "print",
        "description": "Bow",
        "latest": 1,
        "changed_at": NOW,
    }
    Letter("own", 0, inactive=world == "retired", **head).save()
    assert issued(letter=letter).refused is why
    stood = len(tables.rows("rewards")), len(tables.rows("ledger")), len(tables.rows("notices"))
    assert stood == ((0, 0, 0) if why else (1, 1, 1))


def test_a_draft_that_was_used_issues_no_second_time(tables: Engine) -> None:
    draft = begin_draft("d1", "rewards", {}, actor=OPERATOR, now=NOW)
    same = Draft.find("d1", "rewards", NOW)
    assert same is not None
    assert issued("one", others=[draft.used_write("done", NOW)]).refused is None
    assert issued("two", others=[same.used_write("done", NOW)]).refused is Refusal.CHANGED
    assert [each["reward_id"] for each in tables.rows("rewards")] == ["manual:one"]


# Extending.


def test_a_later_last_day_is_an_entry_of_nothing_and_moves_the_indexes(tables: Engine) -> None:
    issued(expires_on=TODAY)
    assert extended(JANUARY, actor=OPERATOR) is None
    stands = row()
    assert (stands.expires_on, stands.remaining_cents, stands.turn) == (JANUARY, 2_500, 1)
    assert stands.expires_at == datetime(2027, 2, 1, 5, tzinfo=UTC)
    last = entries_of(ANN)[-1]
    assert (last.entry_id, last.cents, last.cause) == ("extend:manual:k1:1", 0, "c1")
    assert stands.reasons == {"extend:manual:k1:1": "Was ill"}
    record = audited(tables, "reward extended")
    assert (record["before"], record["after"]["last_day"]) == ({"last_day": "2026-11-22"}, "2027-01-31")
    assert extended(None, "c2", actor=OPERATOR) is None
    never = row()
    assert values(never, "expires_on", "expires_at", "open_bucket") == (None, None, None)
    assert never.outstanding is not None
    assert till.is_whole()


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (JANUARY, Refusal.NOT_LATER),
        (JANUARY - timedelta(days=1), Refusal.NOT_LATER),
        (TODAY - timedelta(days=1), Refusal.PAST_DAY),
        (JANUARY + timedelta(days=1), None),
        (None, None),
    ],
)
def test_a_last_day_only_moves_later(until: date | None, why: Refusal | None) -> None:
    issued(expires_on=JANUARY)
    assert extended(until) is why


def test_one_that_never_ends_is_not_extended() -> None:
    issued()
    assert extended(JANUARY) is Refusal.NOT_LATER
    assert extended(None) is Refusal.NOT_LATER


def test_a_repeated_extension_changes_nothing_and_another_from_the_same_review_is_refused(
    tables: Engine,
) -> None:
    issued(expires_on=TODAY)
    assert extended(JANUARY, "c1", seen=0) is None
    before = tables.images()
    assert extended(JANUARY, "c1", seen=0) is None
    assert extended(None, "c2", seen=0) is Refusal.CHANGED
    assert tables.images() == before


def test_one_that_is_over_is_revived_by_a_manager_alone() -> None:
    issued(expires_on=TODAY)
    over = NOW + timedelta(days=2)
    assert extended(JANUARY, now=over, actor=OPERATOR) is Refusal.MANAGER_NEEDED
    assert extended(JANUARY, now=over) is None
    assert row().state(over) is State.OPEN
    assert till.kinds() == ["issue 2500", "extend 0"], "nothing had been closed"


def test_what_was_closed_by_an_entry_comes_back_by_one(tables: Engine) -> None:
    issued(expires_on=TODAY)
    till.bill("i1", 5_000)
    assert till.redeem("i1", ("manual:k1", 400)).refused is None
    over = NOW + timedelta(days=2)
    closed(over)
    assert (row().state(over), till.left("manual:k1")) == (State.EXPIRED, 0)
    assert extended(JANUARY, now=over, actor=OPERATOR) is Refusal.MANAGER_NEEDED
    assert extended(JANUARY, now=over) is None
    assert till.kinds() == ["issue 2500", "redeem 400", "expire 2100", "return 2100", "extend 0"]
    assert [each.entry_id for each in entries_of(ANN)][-2:] == [
        "return:expire:manual:k1:2",
        "extend:manual:k1:3",
    ]
    stands = row()
    assert (stands.remaining_cents, stands.state(over)) == (2_100, State.PARTLY_USED)
    assert values(stands, "open_bucket", "outstanding", "ended_by") == ("open", "open", None)
    assert audited(tables, "reward revived")["after"]["given_back"] == "21.00"
    # It expires and is revived a second time: the first entry stays given back.
    over = datetime(2027, 3, 1, tzinfo=UTC)
    closed(over)
    assert extended(None, "c2", now=over) is None
    assert till.kinds()[5:] == ["expire 2100", "return 2100", "extend 0"]
    assert till.is_whole()


def test_all_that_expired_comes_back_also_what_was_returned_too_late() -> None:
    issued(expires_on=TODAY)
    till.bill("i1", 5_000)
    till.redeem("i1", ("manual:k1", 400))
    over = NOW + timedelta(days=2)
    closed(over)
    void_invoice(ANN, "i1", reason="wrong", actor=MANAGER, now=over, studio=till.studio())
    assert till.kinds()[-2:] == ["return 400", "expire 400"]
    assert extended(JANUARY, now=over) is None
    assert till.left("manual:k1") == 2_500
    assert till.is_whole()


def test_value_that_expired_before_records_were_joined_comes_back_after() -> None:
    issued(client_id=BEN, expires_on=TODAY)
    issued(expires_on=TODAY)
    over = NOW + timedelta(days=2)
    for client_id in (ANN, BEN):
        assert expire_reward(client_id, "manual:k1", over_at=over, run_id="run", now=over)
    till.join(ANN, BEN)
    moved = f"transfer:{BEN}:manual:k1"
    assert extend_reward(
        change("c1", client_id=BEN, now=over, reward_id="manual:k1"), JANUARY, till.studio()
    ) is (Refusal.NO_CLIENT)
    assert extended(JANUARY, now=over, reward_id=moved) is None
    assert extended(JANUARY, "c2", now=over) is None
    assert (till.left(moved), till.left("manual:k1")) == (2_500, 2_500)
    assert till.is_whole(ANN, BEN)
    told = [each.entry.kind.value for each in tell_reward(row(moved))]
    assert told == ["issue", "expire", "return", "extend"]


def test_a_used_or_void_one_is_not_extended() -> None:
    issued(expires_on=TODAY)
    till.bill("i1", 2_500)
    till.redeem("i1", ("manual:k1", 2_500))
    assert row().state(NOW + timedelta(days=9)) is State.USED
    assert extended(JANUARY) is Refusal.USED
    assert extended(JANUARY, now=NOW + timedelta(days=9)) is Refusal.USED
    issued("k2", expires_on=TODAY)
    assert void_reward(change(reward_id="manual:k2")) is None
    assert extended(JANUARY, reward_id="manual:k2") is Refusal.VOID


# Voiding.


def test_what_is_left_is_voided_and_what_was_used_stays(tables: Engine) -> None:
    issued()
    till.bill("i1", 5_000)
    till.redeem("i1", ("manual:k1", 400))
    assert void_reward(change(actor=OPERATOR)) is Refusal.MANAGER_NEEDED
    assert void_reward(change()) is None
    assert till.kinds() == ["issue 2500", "redeem 400", "void 2100"]
    stands = row()
    assert (stands.state(NOW), *values(stands, "voided", "outstanding")) == (State.VOID, True, None)
    assert till.stood("i1").redeemed_cents == 400
    record = audited(tables, "reward voided")
    assert (record["role"], record["before"]["left"], record["after"]["reason"]) == (
        "manager",
        "21.00",
        "Was ill",
    )
    assert till.is_whole()


def test_a_second_void_is_refused_and_a_repeat_is_none(tables: Engine) -> None:
    issued()
    assert void_reward(change("c1", seen=0)) is None
    before = tables.images()
    assert void_reward(change("c1", seen=0)) is None
    assert void_reward(change("c2", seen=0)) is Refusal.CHANGED
    assert void_reward(change("c3")) is Refusal.VOID
    assert tables.images() == before


def test_nothing_left_is_nothing_to_void() -> None:
    issued()
    till.bill("i1", 2_500)
    till.redeem("i1", ("manual:k1", 2_500))
    assert void_reward(change()) is Refusal.USED
    assert void_reward(change(reward_id="manual:k1", client_id=ANN, seen=7)) is Refusal.CHANGED


# History, indexes, erasing.


def test_history_tells_who_did_what_why_and_on_which_invoice() -> None:
    issued(expires_on=TODAY)
    till.bill("i1", 5_000)
    till.redeem("i1", ("manual:k1", 400))
    extended(JANUARY)
    void_reward(change("c2"))
    told = [
        (
            each.entry.kind.value,
            int(each.entry.reward_effect_cents),
            each.entry.by,
            each.reason,
            each.invoice_ref,
        )
        for each in tell_reward(row())
    ]
    assert told == [
        ("issue", 2_500, "operator", "Helped us at the fair", ""),
        ("redeem", -400, "operator", "", "i1"),
        ("extend", 0, "manager", "Was ill", ""),
        ("void", -2_100, "manager", "Was ill", ""),
    ]


def test_history_goes_over_with_a_joined_record() -> None:
    issued(client_id=BEN, expires_on=TODAY)
    extended(JANUARY, client_id=BEN)
    till.join(ANN, BEN)
    moved = row(f"transfer:{BEN}:manual:k1")
    told = [(each.entry.kind.value, each.reason) for each in tell_reward(moved)]
    assert told == [
        ("issue", "Helped us at the fair"),
        ("extend", "Was ill"),
        ("transfer", ""),
        ("transfer", ""),
    ]
    left = row(client_id=BEN)
    assert values(left, "note", "reasons", "outstanding") == (None, None, None)


def outstanding() -> dict[str, int]:
    found = Reward.by_outstanding.query("open", Outstanding.client_id == ANN)
    return {each.reward_id: int(each.remaining_cents) for each in found}


def test_the_index_of_what_is_outstanding_follows_every_change() -> None:
    for key, day in (("k1", TODAY), ("never", None)):
        issued(key, expires_on=day)
    assert outstanding() == {"manual:k1": 2_500, "manual:never": 2_500}
    till.bill("i1", 5_000)
    till.redeem("i1", ("manual:k1", 400), ("manual:never", 2_500))
    assert outstanding() == {"manual:k1": 2_100}
    over = NOW + timedelta(days=2)
    closed(over)
    assert outstanding() == {}
    extended(JANUARY, now=over)
    assert outstanding() == {"manual:k1": 2_100}
    void_reward(change("c2", now=over))
    assert outstanding() == {}


def test_erasing_takes_the_words_and_leaves_the_reward() -> None:
    issued(expires_on=TODAY)
    extended(JANUARY)
    erase_notes(ANN)
    stands = row()
    assert values(stands, "note", "reasons", "remaining_cents") == (None, None, 2_500)
