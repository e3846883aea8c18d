"""Planted faults in the money of rewards: redeemed, returned, issued, extended, void, expired, capped."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.loyalty_cap import Amount, caps_of
from chalicelib.domain.money import Cents
from chalicelib.domain.redemption import Refusal, Spendable
from chalicelib.flows import (
    expired_value,
    loyalty_posting,
    rebuild_caches,
    redeem_rewards,
    refund_invoice,
    save_invoice,
)
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.reward_client import Reviewed, reward_client
from chalicelib.models import day_share, posting, studio
from chalicelib.models.account import Account
from chalicelib.models.audit import AuditRecord
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.eligible import Eligible
from chalicelib.models.invoice import Invoice
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Result, Write, transact
from tests.faults import scenes
from tests.faults.faults import Mode
from tests.faults.flows import by_hand, loyalty, processings, till
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race
from tests.faults.sabotage import TRANSACTION, Sabotage, Saboteur, apart, unconditional

DIED = (Mode.CRASH_AFTER, TRANSACTION)


def _replaced(module: Any, name: str, value: Any) -> Sabotage:
    return lambda patch: patch.setattr(module, name, value)


def _nameless_redemption(patch: pytest.MonkeyPatch) -> None:
    """Neither the invoice nor the entry knows the key: each of the two hides that the other is gone."""
    asked: Any = redeem_rewards._Asked
    entry, line = asked._entry, asked._line

    def nameless(self: Any, *given: Any) -> Entry:
        made: Entry = entry(self, *given)
        return replace(made, entry_id=f"redeem:{secrets.token_hex(8)}")

    patch.setattr(asked, "_entry", nameless)
    patch.setattr(asked, "_line", lambda self, *given: {**line(self, *given), "key": ""})


def _unconsumed(patch: pytest.MonkeyPatch) -> None:
    """The entry does not say which sales it used up."""
    issue = posting.issue_entries

    def careless(*given: Any, **more: Any) -> list[Entry]:
        return issue(*given, **{**more, "consumed": {}})

    patch.setattr(loyalty_posting, "issue_entries", careless)


def _never_over(self: Spendable, now: Any) -> Refusal | None:
    return Refusal.REWARD_VOID if self.voided else None


def _no_condition(*_: Any) -> Any:
    return Account.client_id.exists() | Account.client_id.does_not_exist()


def _day_first(patch: pytest.MonkeyPatch) -> None:
    """The day is told that a share was taken, and then the share gets it."""

    def careless(writes: Sequence[Write]) -> Result:
        results = [transact([write]) for write in writes]
        return results[-1]

    patch.setattr(day_share, "transact", careless)


def _forgets_what_came_back(patch: pytest.MonkeyPatch) -> None:
    """An extension gives back whatever ever expired."""
    entries = expired_value._entries

    def careless(row: Reward, begins: str, kind: Kind) -> list[Entry]:
        return [] if kind is Kind.RETURN else entries(row, begins, kind)

    patch.setattr(expired_value, "_entries", careless)


def _pressed_twice(ground: Ground) -> Iterator[str]:
    till.an_invoice(ground)
    for _ in range(2):
        # Little of much: what is left or due would hide it.
        till.redeem(ground, parts=((till.FIRST, 300),))
        ground.start += timedelta(seconds=1)
    yield from missing(used_once=till.entries("redeem", ground) == [300])


def _revived_again(ground: Ground) -> Iterator[str]:
    by_hand.an_expired_one(ground)
    by_hand.extend(ground)
    ground.now += timedelta(days=100)
    by_hand.close(ground)
    extend_reward(by_hand.change(ground, 3, "c9"), None, studio.load())
    yield from missing(
        what_expired_last_came_back=till.left(f"manual:{by_hand.FIRST}", ground) == by_hand.FACE
    )


def _too_late(ground: Ground) -> Iterator[str]:
    till.an_invoice(ground)
    ground.start += by_hand.OVER
    till.redeem(ground)
    yield from missing(nothing_was_used_after_the_last_day=not till.entries("redeem", ground))


def _left_the_status(ground: Ground) -> Iterator[str]:
    loyalty.a_loyal_client(ground)
    seen = Client.get(scenes.ANNA, consistent_read=True)
    Client(scenes.ANNA).update([Client.status_id.set("welcomed")])
    loaded = studio.load()
    assert loaded.preferences.loyalty is not None
    reward_client(
        seen,
        Terms(
            run_id="run-1",
            rule=loaded.preferences.loyalty,
            as_of=ground.now.date(),
            dry_run=False,
            studio=loaded,
            now=ground.now,
        ),
    )
    yield from missing(nothing_for_who_left=not ground.rows("ledger"))


def _one_number(ground: Ground) -> Iterator[str]:
    till.an_invoice(ground)
    scenes.client("bert", ground.now)
    loaded, actor = studio.load(), till.MANAGER
    save_invoice.new_invoice(scenes.BERT, till.WANTED, actor=actor, now=ground.now, studio=loaded, others=[])
    yield from missing(one_invoice_a_number=len(ground.rows("invoices")) == 1)


def _bought_since(ground: Ground) -> Iterator[str]:
    processings.confirmed(ground)
    scenes.invoice(scenes.ANNA, "INV-more", 10_000, ground.now)
    processings.work(ground)
    paid = [row["client_id"] for row in ground.rows("rewards")]
    yield from missing(nothing_is_paid_that_nobody_saw=paid == [scenes.BERT])


def _takes(ground: Ground, share: str) -> None:
    caps = caps_of(studio.load().preferences, ground.start)
    assert caps is not None
    wanted = Amount(1_000, 1)
    day_share.take(caps, share, wanted, least=wanted)


def _one_share(ground: Ground) -> Iterator[str]:
    shares = [row["cents"] for row in ground.rows("counters") if row["counter"].endswith((":a", ":b"))]
    yield from missing(the_day_gave_one=shares == [1_000])


def _a_capped_day(ground: Ground) -> None:
    scenes.studio(replace(scenes.PREFERENCES, loyalty_cents_per_day_max=Cents(1_500)))


TWO_PAGES = Race(
    name="two pages at one day's rest",
    prepare=_a_capped_day,
    first=partial(_takes, share="loyalty:2026-11-21:run:a"),
    second=partial(_takes, share="loyalty:2026-11-21:run:b"),
    goal=_one_share,
)

TWO_PAYMENTS = Race(
    name="two payments",
    prepare=till.an_invoice,
    first=partial(till.pay, key="a", cents=3_000),
    second=partial(till.pay, key="b", cents=3_000),
    goal=lambda ground: missing(both_are_paid=till.invoice(ground)["paid_cents"] == 6_000),
)

SABOTEURS = (
    Saboteur(
        name="two tills use one reward",
        # Account, reward and invoice each hold it alone; here both are of one instant, so the audit does too.
        sabotage=unconditional(posting, Account, Reward, Invoice, AuditRecord),
        race="a reward at two tills",
        seen="its entries make",
    ),
    Saboteur(
        name="a redemption forgets what it is called",
        sabotage=_nameless_redemption,
        scene=_pressed_twice,
        seen="used once: no",
    ),
    Saboteur(
        name="the invoice hears of a redemption afterwards",
        sabotage=apart(posting, Invoice),
        flow="redeem_rewards",
        where=DIED,
        seen="the invoice says so: no",
    ),
    Saboteur(
        name="what was redeemed goes back before the invoice is void",
        sabotage=apart(posting, Invoice),
        flow="void_invoice",
        where=DIED,
        seen="it is void: no",
    ),
    Saboteur(
        name="a reward is used after its last day",
        sabotage=_replaced(Spendable, "refusal", _never_over),
        scene=_too_late,
        seen="nothing was used after the last day: no",
    ),
    Saboteur(
        name="a redeemed line is not marked as returned",
        sabotage=_replaced(Invoice, "standing_redemptions", property(lambda self: self.redemptions)),
        flow="return_redeemed",
        where=DIED,
        seen="the other stands: no",
    ),
    Saboteur(
        name="money is taken from a moved invoice",
        sabotage=unconditional(posting, Invoice, AuditRecord),
        race=TWO_PAYMENTS,
        seen="both are paid: no",
    ),
    Saboteur(
        name="a refund forgets its key",
        sabotage=_replaced(refund_invoice, "line_refusal", lambda *_: None),
        flow="refund_invoice",
        where=DIED,
        seen="once: no",
    ),
    Saboteur(
        name="a reward is closed over its use",
        sabotage=unconditional(posting, Account, Reward),
        race="a reward at a till and its last night",
        seen="its entries make",
    ),
    Saboteur(
        name="a reward is made void over its use",
        sabotage=unconditional(posting, Account, Reward),
        race="a reward is made void and redeemed",
        seen="its entries make",
    ),
    Saboteur(
        name="a reward is extended over its void",
        sabotage=unconditional(posting, Account, Reward),
        race="a reward is extended and made void",
        seen="one of them: no",
    ),
    Saboteur(
        name="a debt is settled out of two rewards",
        sabotage=unconditional(posting, Account),
        race="two rewards by hand while something is owed",
        seen="settled once: no",
    ),
    Saboteur(
        name="the button of a reward by hand is used up later",
        sabotage=apart(posting, Draft),
        flow="issue_reward",
        where=DIED,
        seen="used up: no",
    ),
    Saboteur(
        name="who made a reward void is written down later",
        sabotage=apart(posting, AuditRecord),
        flow="void_reward",
        where=DIED,
        seen="audited once: no",
    ),
    Saboteur(
        name="a reward of sales does not say which",
        sabotage=_unconsumed,
        race="night and another night",
        seen="all is rewarded: no",
    ),
    Saboteur(
        name="sales may move while they are rewarded",
        sabotage=_replaced(loyalty_posting, "_sales_stand", _no_condition),
        race="night and counting anew",
        seen="figures are of that day: no",
    ),
    Saboteur(
        name="whoever left the status is rewarded",
        sabotage=unconditional(posting, Client),
        scene=_left_the_status,
        seen="nothing for who left: no",
    ),
    Saboteur(
        name="a number is given to two invoices",
        sabotage=unconditional(save_invoice, Claim),
        scene=_one_number,
        seen="one invoice a number: no",
    ),
    Saboteur(
        name="the day gives more than it has",
        sabotage=_replaced(day_share, "_room", lambda *_: None),
        race=TWO_PAGES,
        seen="the day gave one: no",
    ),
    Saboteur(
        name="a share comes after its day was told",
        sabotage=_day_first,
        flow="run_night_page over the day's cap",
        where=DIED,
        seen="gave",
    ),
    Saboteur(
        name="what expired comes back twice",
        sabotage=_forgets_what_came_back,
        scene=_revived_again,
        seen="Clash",
    ),
    Saboteur(
        name="a rebuild writes over a posting",
        sabotage=_replaced(rebuild_caches, "_unmoved", _no_condition),
        race="caches put right and a new sale",
        seen="nothing was written over it: no",
    ),
    Saboteur(
        name="who was paid by hand is written down later",
        sabotage=apart(posting, Eligible),
        flow="run_processing",
        where=DIED,
        seen="counted: no",
    ),
    Saboteur(
        name="a run pays another reward than was reviewed",
        sabotage=_replaced(Reviewed, "holds", lambda *_: True),
        scene=_bought_since,
        seen="nothing is paid that nobody saw: no",
    ),
)
