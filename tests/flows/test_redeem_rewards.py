"""Rewards are redeemed on invoices: what is refused, what a repeat does, and what moves together."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.invoice_edit import Wanted
from chalicelib.domain.money import Cents
from chalicelib.domain.redemption import AT_ONCE_MAX, Refusal
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.reward_client import reward_client
from chalicelib.flows.save_invoice import change_of_invoice
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.models.client import Client
from chalicelib.models.draft import begin_draft
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, MANAGER, NOW, OPERATOR, RULE, TODAY, later


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()


def test_a_part_is_used_and_the_rest_stays_with_its_code_and_expiry() -> None:
    reward_id, ref = till.give("a", 2_500, days=30), till.bill("i1", 10_000)
    before = Reward.find(ANN, reward_id)
    done = till.redeem(ref, (reward_id, 1_000))
    assert (done.refused, done.repeated, [each.entry_id for each in done.entries]) == (
        None,
        False,
        [f"redeem:i1:k1:{reward_id}"],
    )
    after = Reward.find(ANN, reward_id)
    assert before is not None
    assert after is not None
    assert (after.remaining_cents, after.code, after.expires_at) == (1_500, before.code, before.expires_at)
    row = till.stood(ref)
    assert (row.redeemed_cents, row.paid_by_rewards_cents, row.figures.due_cents) == (1_000, 1_000, 9_000)
    (line,) = row.redemptions
    assert (line["code"], line["cents"], line["by"], line["key"]) == (after.code, 1_000, "operator", "k1")
    assert till.is_whole()


def test_several_rewards_are_used_at_once_and_may_complete_paid_in_full() -> None:
    first, second = till.give("a", 2_500), till.give("b", 4_000)
    ref = till.bill("i1", 10_000, tax=1_000)
    till.pay(ref, 5_000)
    assert (till.qualified(), till.stood(ref).sale_cents) == (0, 0)
    done = till.redeem(ref, (first, 2_500), (second, 2_500))
    assert done.refused is None
    # Without tax, without what rewards paid: 10,000 - 1,000 - 5,000.
    row = till.stood(ref)
    assert (till.qualified(), row.sale_cents, row.paid_on) == (4_000, 4_000, TODAY)
    assert (till.left(first), till.left(second)) == (0, 1_500)
    assert till.is_whole()


def test_a_repeat_changes_nothing_and_another_payload_under_the_key_is_refused(tables: Engine) -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 10_000)
    first = till.redeem(ref, (reward_id, 1_000))
    mark = till.kinds(), till.stood(ref).version, len(tables.rows("audit"))
    again = till.redeem(ref, (reward_id, 1_000), now=later(days=40))
    assert (again.refused, again.repeated) == (None, True)
    assert [each.payload_hash for each in again.entries] == [each.payload_hash for each in first.entries]
    assert till.redeem(ref, (reward_id, 1_001)).refused is Refusal.OTHER_UNDER_KEY
    other = till.give("b", 100)
    assert till.redeem(ref, (reward_id, 1_000), (other, 100)).refused is Refusal.OTHER_UNDER_KEY
    assert (till.kinds()[:2], till.stood(ref).version, len(tables.rows("audit"))) == (mark[0], *mark[1:])
    assert till.redeem(ref, (reward_id, 1_000), key="k2").repeated is False
    assert till.left(reward_id) == 500


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], Refusal.NO_AMOUNT),
        ([("manual:a", 0)], Refusal.NO_AMOUNT),
        ([("manual:a", -1)], Refusal.NO_AMOUNT),
        ([("manual:a", 100), ("manual:a", 100)], Refusal.NO_AMOUNT),
        ([("manual:z", 100)], Refusal.NO_REWARD),
        ([("manual:of_ben", 100)], Refusal.NO_REWARD),
        ([("manual:over", 100)], Refusal.EXPIRED),
        ([("manual:a", 2_501)], Refusal.MORE_THAN_LEFT),
        ([("manual:a", 2_500), ("manual:b", 501)], Refusal.MORE_THAN_DUE),
        # All or nothing: the first part alone would do.
        ([("manual:a", 100), ("manual:over", 100)], Refusal.EXPIRED),
        ([("manual:a", 2_500), ("manual:b", 500)], None),
    ],
)
def test_what_is_refused_writes_nothing(parts: list[tuple[str, int]], why: Refusal | None) -> None:
    till.give("a", 2_500)
    till.give("b", 2_500)
    till.give("of_ben", 2_500, client_id=BEN)
    till.give("over", 2_500, days=1, at=NOW - timedelta(days=9))
    ref = till.bill("i1", 3_000)
    before = till.kinds()
    done = till.redeem(ref, *parts)
    assert done.refused is why
    assert (till.kinds() == before) is (why is not None)


def test_nothing_is_redeemed_on_another_clients_invoice_a_void_one_or_one_that_is_not_there() -> None:
    reward_id, bens, own = till.give("a", 2_500), till.bill("i1", 100, client_id=BEN), till.bill("i2", 100)
    assert till.redeem(bens, (reward_id, 100)).refused is Refusal.NO_INVOICE
    assert till.redeem("i9", (reward_id, 100)).refused is Refusal.NO_INVOICE
    void_invoice(ANN, own, reason="wrong", actor=MANAGER, now=NOW, studio=till.studio())
    assert till.redeem(own, (reward_id, 100)).refused is Refusal.INVOICE_VOID


def test_it_is_refused_from_the_end_on_before_any_entry_says_so() -> None:
    reward_id, ref = till.give("a", 2_500, days=1), till.bill("i1", 10_000)
    row = Reward.find(ANN, reward_id)
    assert row is not None
    assert row.expires_at is not None
    end = row.expires_at
    assert till.redeem(ref, (reward_id, 1), now=end).refused is Refusal.EXPIRED
    assert till.redeem(ref, (reward_id, 1), now=end - timedelta(microseconds=1)).refused is None
    assert expire_reward(ANN, reward_id, over_at=end, run_id="night-1", now=end) == 2_499


def test_a_loyalty_reward_is_not_used_on_an_invoice_that_earned_it() -> None:
    ref = till.bill("i1", 10_000)
    till.pay(ref, 10_000)
    terms = Terms(run_id="run-1", rule=RULE, as_of=TODAY, dry_run=False, studio=till.studio(), now=NOW)
    reward_client(Client.get(ANN), terms)
    row = till.stood(ref)
    wanted = Wanted(
        invoice_ref=ref, invoiced_on=TODAY, total_cents=Cents(12_000), tax_cents=Cents(0), location_id=None
    )
    change_of_invoice(ANN, wanted, version=row.version, actor=OPERATOR, now=NOW, studio=till.studio())
    assert till.redeem(ref, ("loyalty:1", 500)).refused is Refusal.EARNED_HERE
    assert till.redeem(till.bill("i2", 500), ("loyalty:1", 500)).refused is None


def test_at_most_so_many_stand_on_one_invoice_as_are_returned_together() -> None:
    ref = till.bill("i1", 10_000)
    parts = [(till.give(f"r{each}", 100), 10) for each in range(AT_ONCE_MAX + 1)]
    assert till.redeem(ref, *parts).refused is Refusal.TOO_MANY
    assert till.redeem(ref, *parts[1:]).refused is None
    done = void_invoice(ANN, ref, reason="wrong", actor=MANAGER, now=NOW, studio=till.studio())
    assert len(done.entries) == AT_ONCE_MAX
    assert till.is_whole()


def test_of_a_joined_record_reward_and_invoice_are_used_where_they_are_now() -> None:
    reward_id, ref = till.give("b", 2_500, client_id=BEN), till.bill("i1", 10_000, client_id=BEN)
    assert till.redeem(ref, (reward_id, 500), client_id=BEN).refused is None
    till.join(ANN, BEN)
    moved = f"transfer:{BEN}:{reward_id}"
    # The earlier redemption is known by its key, whichever name the reward is called by.
    assert till.redeem(ref, (reward_id, 500), client_id=BEN).repeated
    assert till.redeem(ref, (moved, 500)).repeated
    assert till.redeem(ref, (moved, 501)).refused is Refusal.OTHER_UNDER_KEY
    assert till.redeem(ref, (reward_id, 500), client_id=BEN, key="k2").refused is None
    assert till.redeem(ref, (moved, 500), key="k3").refused is None
    assert (till.left(moved), till.left(reward_id, BEN), till.stood(ref).redeemed_cents) == (
        1_000,
        0,
        1_500,
    )

    twice = till.redeem(ref, (reward_id, 1), (moved, 1), client_id=BEN, key="k4")
    assert twice.refused is Refusal.NO_AMOUNT

    done = void_invoice(ANN, ref, reason="wrong", actor=MANAGER, now=NOW, studio=till.studio())
    assert {each.client_id for each in done.entries} == {ANN}
    assert till.left(moved) == 2_500
    assert till.is_whole(ANN, BEN)


def test_what_goes_with_it_stands_or_falls_with_it(now: datetime) -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 10_000)
    draft = begin_draft("draft-1", "invoices", {}, actor=OPERATOR, now=now)
    used = draft.used_write("done", now)
    assert till.redeem(ref, (reward_id, 100), others=[used]).refused is None
    assert till.redeem(ref, (reward_id, 100), others=[used]).repeated
    assert till.redeem(ref, (reward_id, 100), key="k2", others=[used]).refused is Refusal.DONE_ALREADY
    assert till.left(reward_id) == 2_400
