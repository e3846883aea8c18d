"""What was redeemed goes back, once, to the reward where it is now: by the screen, by a file, at the desk."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.invoice_edit import Refusal
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Row
from chalicelib.flows.invoice_change import Changed
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.return_redeemed import return_redeemed
from chalicelib.flows.take_back import taken_back
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.models.account import Account
from chalicelib.models.entry import EntryRow
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, MANAGER, NOW, TODAY, later


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()


def void(ref: str, *, client_id: str = ANN, now: datetime = NOW, version: int | None = None) -> Changed:
    return void_invoice(
        client_id, ref, reason="wrong client", actor=MANAGER, now=now, studio=till.studio(), version=version
    )


def told(ref: str, *, now: datetime = NOW, **cells: str) -> str:
    """A row of a file; how it was judged."""
    row = Row({"invoice_ref": ref, "client_ref": "ann", **cells}, 2)
    (judged,) = record_invoices([row], till.studio(), now=now)
    return judged.outcome.value


def void_reward(reward_id: str) -> None:
    """What a manager does to what is left of a reward."""

    def decide(_: Accounts) -> Posting:
        row = Reward.get(ANN, reward_id, consistent_read=True)
        entry = Entry(
            client_id=ANN,
            entry_id=f"void:{reward_id}:{row.turn + 1}",
            kind=Kind.VOID,
            cents=row.remaining_cents,
            reward_id=reward_id,
            at=NOW,
            cause="manager",
            by="manager",
        )
        change = RewardChange(row=row, remaining_cents=Cents(0), voided=True)
        return Posting(entries=[entry], reward_changes=[change])

    post([ANN], decide, now=NOW)


def claw_back(reward_id: str, client_id: str = ANN) -> None:
    """What a cancelled session does to the reward of a referral."""

    def decide(_: Accounts) -> Posting:
        taken = taken_back(client_id, reward_id, cause="fred", by="evaluation", now=NOW)
        return Posting(entries=taken.entries, reward_changes=[taken.change])

    post([client_id], decide, now=NOW)


def test_a_void_returns_what_was_redeemed_and_the_sale_is_nothing() -> None:
    first, second = till.give("a", 2_500, days=30), till.give("b", 1_000)
    ref = till.bill("i1", 5_000)
    till.redeem(ref, (first, 2_500), (second, 500))
    till.pay(ref, 2_000)
    assert till.qualified() == 2_000
    done = void(ref)
    assert [each.entry_id for each in done.entries] == [
        f"return:redeem:i1:k1:{first}",
        f"return:redeem:i1:k1:{second}",
    ]
    assert (till.left(first), till.left(second), till.qualified()) == (2_500, 1_000, 0)
    row, reward = till.stood(ref), Reward.find(ANN, first)
    assert (row.voided_on, row.sale_cents, row.redeemed_cents, row.paid_by_rewards_cents) == (TODAY, 0, 0, 0)
    assert reward is not None
    # The night will find it again when it is over.
    assert reward.open_bucket is not None
    assert till.is_whole()


def test_a_second_void_is_refused_and_returns_nothing() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 2_500))
    void(ref)
    before = till.kinds()
    assert void(ref).refused is Refusal.VOID
    assert told(ref, voided_on="2026-11-22") == "unchanged"
    assert told(ref, voided_on="2026-11-23") == "stored"
    assert till.kinds() == before


def test_a_void_of_an_invoice_that_moved_since_it_was_looked_at_is_refused() -> None:
    ref = till.bill("i1", 5_000)
    version = till.stood(ref).version
    till.pay(ref, 100)
    assert void(ref, version=version).refused is Refusal.MOVED
    assert void(ref, version=version + 1).refused is None


def test_the_row_of_a_file_that_voids_returns_in_the_same_transaction() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 2_500)
    till.redeem(ref, (reward_id, 2_500))
    assert told(ref, voided_on="2026-11-23", updated_at="2026-11-23T10:00Z") == "stored"
    assert (till.left(reward_id), till.stood(ref).redemptions[0]["returned_by"]) == (2_500, "import")
    assert told(ref, voided_on="2026-11-23", updated_at="2026-11-23T10:00Z") == "unchanged"
    assert till.kinds() == ["issue 2500", "redeem 2500", "return 2500"]
    # Taken back by a later row, the invoice stays without what was redeemed on it.
    assert told(ref, voided_on="no", updated_at="2026-11-24T10:00Z") == "stored"
    row = till.stood(ref)
    assert row.figures.voided_on is None
    assert (row.redeemed_cents, row.figures.due_cents) == (0, 2_500)
    assert till.is_whole()


def test_a_file_that_tells_of_less_or_nothing_leaves_what_was_redeemed() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 1_000))
    assert told(ref, paid="10.00") == "stored"
    assert (till.stood(ref).paid_by_rewards_cents, till.stood(ref).figures.due_cents) == (1_000, 3_000)
    assert told(ref, paid_by_rewards="4.00") == "stored"
    assert till.stood(ref).paid_by_rewards_cents == 1_000
    assert told(ref, paid_by_rewards="15.00") == "stored"
    row = till.stood(ref)
    assert (row.paid_by_rewards_cents, row.redeemed_cents, row.told_cents) == (1_500, 1_000, 1_500)
    assert len(row.redemptions) == 1


def test_an_expired_reward_returns_and_expires_at_once_unless_it_was_extended() -> None:
    over, longer = till.give("a", 2_500, days=1), till.give("b", 2_500, days=90)
    ref = till.bill("i1", 5_000)
    till.redeem(ref, (over, 2_000), (longer, 2_000))
    void(ref, now=later(days=40))
    assert till.kinds()[4:] == ["return 2000", "expire 2000", "return 2000"]
    # What was left before is the night's to close.
    assert (till.left(over), till.left(longer)) == (500, 2_500)
    assert till.is_whole()


def test_a_void_reward_is_voided_again() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 1_000))
    void_reward(reward_id)
    done = void(ref)
    assert [each.entry_id for each in done.entries][1:] == [f"void:{reward_id}:3"]
    assert (till.left(reward_id), Account.read(ANN).balance_cents) == (0, 0)
    assert till.is_whole()


@pytest.mark.parametrize(
    ("settled_before", "ends"),
    [
        (0, ["return 1000", "settle 1000"]),
        (400, ["return 1000", "settle 600", "clawback 400", "return 400"]),
        (1_000, ["return 1000", "clawback 1000", "return 1000"]),
    ],
)
def test_one_that_was_clawed_back_settles_what_is_owed_first(settled_before: int, ends: list[str]) -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 1_000))
    claw_back(reward_id)
    assert Account.read(ANN).owed_cents == 1_000
    if settled_before:
        till.give("later", settled_before)
    void(ref)
    assert till.kinds()[-len(ends) :] == ends
    account = Account.read(ANN)
    # Nothing was spent after all: whatever paid the debt has its value back.
    assert (account.owed_cents, account.balance_cents, till.left(reward_id)) == (0, settled_before, 0)
    assert not settled_before or till.left("manual:later") == settled_before
    assert till.is_whole()


def test_a_debt_paid_by_several_rewards_goes_back_to_the_latest_first_each_time() -> None:
    reward_id = till.give("a", 2_000)
    for number in (1, 2):
        till.redeem(till.bill(f"i{number}", 1_000), (reward_id, 1_000))
    claw_back(reward_id)
    first, second = till.give("first", 1_200), till.give("second", 1_000)
    assert (till.left(first), till.left(second)) == (0, 200)
    void("i1")
    assert (till.left(first), till.left(second)) == (200, 1_000)
    void("i2")
    assert (till.left(first), till.left(second)) == (1_200, 1_000)
    assert Account.read(ANN).owed_cents == 0
    assert till.is_whole()


def test_what_comes_back_to_a_reward_that_is_over_ends_again_and_to_a_void_one_nothing() -> None:
    for name, ref in (("a", "i1"), ("b", "i2")):
        till.redeem(till.bill(ref, 1_000), (till.give(name, 1_000), 1_000))
    for name in ("a", "b"):
        claw_back(f"manual:{name}")
    over, taken = till.give("over", 1_500, days=1), till.give("taken", 1_500)
    assert (till.left(over), till.left(taken)) == (0, 1_000)
    void_reward(taken)
    void("i1", now=later(days=9))
    assert till.kinds()[-4:] == ["return 1000", "clawback 1000", "return 1000", "expire 1000"]
    void("i2", now=later(days=9))
    assert till.kinds()[-4:] == ["return 1000", "clawback 1000", "return 500", "expire 500"]
    assert Account.read(ANN).balance_cents == 0
    assert till.is_whole()


def test_a_reward_that_got_back_what_it_settled_owes_nothing_of_it_when_it_is_taken_back() -> None:
    reward_id, ref = till.give("a", 1_000), till.bill("i1", 1_000)
    till.redeem(ref, (reward_id, 1_000))
    claw_back(reward_id)
    later_one = till.give("later", 1_000)
    void(ref)
    claw_back(later_one)
    account = Account.read(ANN)
    assert (account.owed_cents, account.balance_cents, till.left(later_one)) == (0, 0, 0)
    assert till.is_whole()


def test_of_a_joined_record_one_that_was_clawed_back_there_settles_here() -> None:
    reward_id, ref = till.give("a", 2_500, client_id=BEN), till.bill("i1", 5_000, client_id=BEN)
    till.redeem(ref, (reward_id, 1_000), client_id=BEN)
    claw_back(reward_id, BEN)
    till.join(ANN, BEN)
    done = void(ref)
    assert [each.kind for each in done.entries] == [Kind.RETURN, Kind.SETTLE]
    assert (Account.read(ANN).owed_cents, Account.read(BEN).owed_cents) == (0, 0)
    assert till.is_whole(ANN, BEN)


def test_one_reward_used_twice_on_an_invoice_returns_twice_and_ends_once() -> None:
    reward_id, ref = till.give("a", 2_500, days=1), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 1_000))
    till.redeem(ref, (reward_id, 1_500), key="k2")
    void(ref, now=later(days=9))
    assert till.kinds()[3:] == ["return 1000", "return 1500", "expire 2500"]
    assert till.is_whole()


def test_at_the_desk_one_redemption_is_taken_back_and_the_other_stays() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 2_500)
    till.redeem(ref, (reward_id, 1_000))
    till.redeem(ref, (reward_id, 500), key="k2")
    till.pay(ref, 1_000)
    assert till.qualified() == 1_000

    def take_back(entry_id: str) -> Changed:
        return return_redeemed(
            ANN, ref, entry_id, reason="wrong reward", actor=MANAGER, now=NOW, studio=till.studio()
        )

    done = take_back(f"redeem:{ref}:k2:{reward_id}")
    assert [each.entry_id for each in done.entries] == [f"return:redeem:{ref}:k2:{reward_id}"]
    row = till.stood(ref)
    assert (row.redeemed_cents, row.figures.due_cents, till.qualified()) == (1_000, 500, 0)
    assert take_back(f"redeem:{ref}:k2:{reward_id}").refused is Refusal.NO_REDEMPTION
    assert take_back("redeem:never").refused is Refusal.NO_REDEMPTION
    assert [each.entry_id for each in void(ref).entries] == [f"return:redeem:{ref}:k1:{reward_id}"]
    assert till.left(reward_id) == 2_500
    assert till.is_whole()


def test_a_redemption_that_was_taken_back_is_not_made_again_by_its_key() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 2_500)
    till.redeem(ref, (reward_id, 1_000))
    void_free = till.stood(ref).redemptions[0]["entry_id"]
    return_redeemed(ANN, ref, void_free, reason="x", actor=MANAGER, now=NOW, studio=till.studio())
    assert till.redeem(ref, (reward_id, 1_000)).repeated
    assert (till.left(reward_id), till.stood(ref).redeemed_cents) == (2_500, 0)


def test_the_return_names_the_invoice_and_who_did_it() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 2_500)
    till.redeem(ref, (reward_id, 1_000))
    void(ref, now=NOW + timedelta(hours=1))
    row = EntryRow.get(ANN, f"return:redeem:{ref}:k1:{reward_id}", consistent_read=True)
    assert (row.cause, row.by, row.at) == (ref, "manager", NOW + timedelta(hours=1))
