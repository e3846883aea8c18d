"""Invoices at the desk: written, paid, refunded, made void; rewards redeemed on them and returned."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from chalicelib.domain import reward
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.invoice_edit import Wanted
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.domain.row import Row
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.refund_invoice import refund_invoice
from chalicelib.flows.return_redeemed import return_redeemed
from chalicelib.flows.save_invoice import change_of_invoice, new_invoice
from chalicelib.flows.take_back import taken_back
from chalicelib.flows.take_payment import take_payment
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Write
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
REF, DRAFT = "INV-1", "draft-1"
FIRST, SECOND = "manual:k1", "manual:k2"
FACE, DUE = 2_500, 10_000
DAY = date(2026, 11, 20)
Parts = Sequence[tuple[str, int]]
BOTH: Parts = ((FIRST, 2_000), (SECOND, 500))
WANTED = Wanted(
    invoice_ref=REF,
    invoiced_on=DAY,
    total_cents=Cents(DUE),
    tax_cents=Cents(1_000),
    location_id=None,
)


def give(name: str, cents: int, ground: Ground, *, days: int | None = None) -> None:
    """A reward of Anna's, over after so many days."""
    zone = studio.load().preferences.local_zone()
    expires_on, expires_at = reward.expiry(ground.now, zone, after_days=days)
    new = NewReward(
        reward_id=f"manual:{name}",
        cents=Cents(cents),
        source=Source.MANUAL,
        created_by="manager",
        expires_on=expires_on,
        expires_at=expires_at,
    )

    def decide(accounts: Accounts) -> Posting:
        entry_id = f"issue:{new.reward_id}"
        entries = issue_entries(
            accounts[scenes.ANNA], new, entry_id=entry_id, cause="manual", by="manager", now=ground.now
        )
        return Posting(entries=entries, new_rewards=[(scenes.ANNA, new)])

    assert post([scenes.ANNA], decide, now=ground.now) is not None


def an_invoice(ground: Ground) -> None:
    """Anna's, of 100.00 with 10.00 of tax, and two rewards of hers of 25.00, one of them over in 9 days."""
    scenes.studio()
    scenes.client("anna", ground.now)
    give("k1", FACE, ground, days=9)
    give("k2", FACE, ground)
    write(ground)


def write(ground: Ground) -> None:
    """The invoice is written, by the draft of its form."""
    draft = begin_draft(DRAFT, "invoices", {}, actor=MANAGER, now=ground.start)
    _write(ground, [draft.used_write("done", ground.start)])


def bill(ref: str, ground: Ground) -> None:
    """Another invoice like it."""
    _write(ground, [], replace(WANTED, invoice_ref=ref))


def _write(ground: Ground, others: list[Write], wanted: Wanted = WANTED) -> None:
    new_invoice(scenes.ANNA, wanted, actor=MANAGER, now=ground.start, studio=studio.load(), others=others)


def _a_form(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)
    begin_draft(DRAFT, "invoices", {}, actor=MANAGER, now=ground.now)


def _store(ground: Ground) -> None:
    draft = Draft.find(DRAFT, "invoices", ground.start)
    assert draft is not None
    _write(ground, [draft.used_write("done", ground.start)] if draft.is_open else [])


def _stored(ground: Ground) -> Iterator[str]:
    rows = ground.rows("invoices")
    return missing(
        one_invoice=[(row["invoice_ref"], row["total_cents"]) for row in rows] == [(REF, DUE)],
        its_claim=(ground.row("claims", claim=f"invoice:{REF}") or {}).get("holder") == scenes.ANNA,
        the_draft_is_used="open_for" not in (ground.row("drafts", draft_id=DRAFT) or {"open_for": ""}),
        one_record=len(ground.rows("audit")) == 1,
    )


def change(ground: Ground) -> None:
    """Its total is 120.00 after all."""
    wanted = replace(WANTED, total_cents=Cents(12_000))
    change_of_invoice(scenes.ANNA, wanted, version=1, actor=MANAGER, now=ground.start, studio=studio.load())


def _changed(ground: Ground) -> Iterator[str]:
    return missing(as_wanted=invoice(ground)["total_cents"] == 12_000)


def invoice(ground: Ground) -> dict[str, object]:
    """The invoice's row."""
    return ground.row("invoices", invoice_ref=REF) or {}


def left(reward_id: str, ground: Ground) -> object:
    """What is left of the reward."""
    return (ground.row("rewards", reward_id=reward_id) or {}).get("remaining_cents")


def entries(kind: str, ground: Ground) -> list[int]:
    """The amounts of the entries of this kind."""
    return sorted(int(row["cents"]) for row in ground.rows("ledger") if row["kind"] == kind)


def pay(ground: Ground, key: str = "p1", cents: int = DUE) -> None:
    """A payment is taken on whatever stands."""
    take_payment(
        scenes.ANNA,
        REF,
        Cents(cents),
        on=DAY,
        key=key,
        actor=MANAGER,
        now=ground.start,
        studio=studio.load(),
    )


def _paid(ground: Ground) -> Iterator[str]:
    row = invoice(ground)
    return missing(
        one_payment=row["paid_cents"] == DUE,
        it_counts=row["sale_cents"] == 9_000,
        one_record=_records("payment taken", ground) == 1,
    )


def _records(what: str, ground: Ground) -> int:
    return sum(row["what"] == what for row in ground.rows("audit"))


def _a_paid_one(ground: Ground) -> None:
    an_invoice(ground)
    pay(ground)


def refund(ground: Ground) -> None:
    """Half of it is given back."""
    refund_invoice(
        scenes.ANNA,
        REF,
        Cents(5_000),
        on=DAY,
        reason="half of the prints",
        key="r1",
        actor=MANAGER,
        now=ground.start,
        studio=studio.load(),
    )


def _refunded(ground: Ground) -> Iterator[str]:
    row = invoice(ground)
    return missing(
        once=row["refunded_cents"] == 5_000,
        the_sale_is_half=row["sale_cents"] == 4_500,
        one_record=_records("money refunded", ground) == 1,
    )


def redeem(ground: Ground, key: str = "k", parts: Parts = BOTH) -> None:
    """Rewards are used on it."""
    redeem_rewards(
        scenes.ANNA,
        REF,
        [(reward_id, Cents(cents)) for reward_id, cents in parts],
        key=key,
        actor=MANAGER,
        now=ground.start,
        studio=studio.load(),
    )


def _redeemed(ground: Ground) -> Iterator[str]:
    row = invoice(ground)
    return missing(
        both_are_used=(left(FIRST, ground), left(SECOND, ground)) == (500, 2_000),
        the_invoice_says_so=row["redeemed_cents"] == 2_500,
        an_entry_each=entries("redeem", ground) == [500, 2_000],
        one_record=_records("rewards redeemed", ground) == 1,
    )


def one_redeemed_on(ground: Ground) -> None:
    """Both rewards were used on it; by now one is over, and the other was taken back: 5.00 is owed."""
    an_invoice(ground)
    redeem(ground)

    def take(_: Accounts) -> Posting:
        taken = taken_back(scenes.ANNA, SECOND, cause="fred", by="evaluation", now=ground.now)
        return Posting(entries=taken.entries, reward_changes=[taken.change])

    assert post([scenes.ANNA], take, now=ground.now) is not None
    row = Reward.get(scenes.ANNA, FIRST, consistent_read=True)
    row.update([Reward.expires_at.set(ground.start), Reward.expires_on.set(ground.start.date())])


def void(ground: Ground) -> None:
    """It is made void at the desk."""
    void_invoice(
        scenes.ANNA, REF, reason="written twice", actor=MANAGER, now=ground.start, studio=studio.load()
    )


def void_by_file(ground: Ground) -> None:
    """A file tells that it is void."""
    cells = {"invoice_ref": REF, "client_ref": "anna", "voided_on": "2026-11-21"}
    record_invoices([Row(cells, 2)], studio.load(), now=ground.start)


def returned(ground: Ground) -> Iterator[str]:
    """What was redeemed went back: what is over ended again, and what was owed is settled."""
    row = invoice(ground)
    return missing(
        it_is_void="voided_on" in row,
        nothing_stands_on_it=row["redeemed_cents"] == 0,
        each_went_back_once=entries("return", ground) == [500, 2_000],
        one_ended_again=entries("expire", ground) == [2_000],
        what_was_owed_is_settled=entries("settle", ground) == [500] and _owed(ground) == 0,
    )


def _owed(ground: Ground) -> object:
    return (ground.row("accounts", client_id=scenes.ANNA) or {}).get("owed_cents")


def take_back(ground: Ground) -> None:
    """One of the two is taken back."""
    return_redeemed(
        scenes.ANNA,
        REF,
        f"redeem:{REF}:k:{SECOND}",
        reason="the other one was meant",
        actor=MANAGER,
        now=ground.start,
        studio=studio.load(),
    )


def _taken_back(ground: Ground) -> Iterator[str]:
    return missing(
        what_was_owed_is_settled=_owed(ground) == 0,
        the_other_stands=invoice(ground)["redeemed_cents"] == 2_000,
        once=entries("return", ground) == [500],
        one_record=_records("redemption taken back", ground) == 1,
    )


def expire(ground: Ground) -> None:
    """The night of its last day."""
    row = Reward.get(scenes.ANNA, FIRST, consistent_read=True)
    assert row.expires_at is not None
    expire_reward(scenes.ANNA, FIRST, over_at=row.expires_at, run_id="night-1", now=ground.start)


FLOWS = (
    Flow(name="save_invoice_new", prepare=_a_form, act=_store, goal=_stored, calls=3),
    Flow(name="save_invoice", prepare=an_invoice, act=change, goal=_changed, calls=4),
    Flow(name="take_payment", prepare=an_invoice, act=pay, goal=_paid, calls=4),
    Flow(name="refund_invoice", prepare=_a_paid_one, act=refund, goal=_refunded, calls=4),
    Flow(name="redeem_rewards", prepare=an_invoice, act=redeem, goal=_redeemed, calls=7, thrifty=True),
    Flow(
        name="return_redeemed",
        prepare=one_redeemed_on,
        act=take_back,
        goal=_taken_back,
        calls=5,
        thrifty=True,
    ),
    Flow(name="void_invoice", prepare=one_redeemed_on, act=void, goal=returned, calls=6, thrifty=True),
    Flow(
        name="record_invoices_void",
        prepare=one_redeemed_on,
        act=void_by_file,
        goal=returned,
        calls=9,
        thrifty=True,
    ),
)
