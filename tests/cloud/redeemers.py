"""Sixty-four people use one reward at once, round after round: exactly as many as its value allows.

A program of its own, called by its path with the names of tables and the address of a DynamoDB in its
environment: the product reads them when it is imported. Tells what came of it as JSON; each round has a
client of its own, so that it may run beside others and again.
"""

import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Preferences, Studio
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.entry import entries_of
from chalicelib.models.invoice import Invoice
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from chalicelib.models.reward import Reward

REDEEMERS = 64
FACE, PART, REWARD = 1_000, 300, "manual:crowd"
WINNERS = FACE // PART
STUDIO = Studio(preferences=Preferences(live=True, zone="America/New_York"))
CASHIER = Actor(role=Role.OPERATOR, request_id="crowd")


def main(rounds: int) -> dict[str, object]:
    """What is wrong after so many rounds, how long they took, and what the redeemers were told."""
    began = time.monotonic()
    problems: list[str] = []
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(REDEEMERS) as crowd:
        for _ in range(rounds):
            client_id = client_id_of_ref(f"crowd-{secrets.token_hex(8)}")
            _begin(client_id)
            answers = list(crowd.map(lambda number, who=client_id: _redeem(who, number), range(REDEEMERS)))
            told.update(answers)
            problems += _wrong(client_id, answers)
    seconds = round(time.monotonic() - began, 1)
    return {"rounds": rounds, "seconds": seconds, "told": dict(told), "problems": problems}


def _begin(client_id: str) -> None:
    """A client with one reward, and an invoice for each redeemer."""
    now = datetime.now(UTC)
    Client(client_id, client_ref=client_id, created_at=now, created_on=now.date()).save()
    new = NewReward(reward_id=REWARD, cents=Cents(FACE), source=Source.MANUAL, created_by=CASHIER.by)

    def decide(accounts: Accounts) -> Posting:
        entries = issue_entries(
            accounts[client_id], new, entry_id=f"issue:{REWARD}", cause="manual", by=CASHIER.by, now=now
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    assert post([client_id], decide, now=now) is not None
    with Invoice.batch_write() as batch:
        for number in range(REDEEMERS):
            row = Invoice(client_id, _invoice(number), updated_at=now)
            row.take(
                InvoiceFigures(
                    invoice_ref=_invoice(number),
                    invoiced_on=now.date(),
                    total_cents=Cents(10_000),
                    tax_cents=Cents(0),
                    paid_cents=Cents(0),
                )
            )
            batch.save(row)


def _redeem(client_id: str, number: int) -> str:
    """What one redeemer is told."""
    try:
        redeemed = redeem_rewards(
            client_id,
            _invoice(number),
            [(REWARD, Cents(PART))],
            key=f"till-{number}",
            actor=CASHIER,
            now=datetime.now(UTC),
            studio=STUDIO,
        )
    except Exception as error:  # noqa: BLE001 - what one redeemer meets is part of the answer
        return f"{type(error).__name__}: {error}"
    return redeemed.refused.value if redeemed.refused else "redeemed"


def _wrong(client_id: str, answers: list[str]) -> Iterator[str]:
    """What does not fit the reward's value, or the answers to what stands."""
    used = [int(each.cents) for each in entries_of(client_id) if each.kind == "redeem"]
    on_invoices = [int(row.redeemed_cents) for row in Invoice.query(client_id, consistent_read=True)]
    left = Reward.get(client_id, REWARD, consistent_read=True).remaining_cents
    if used != [PART] * WINNERS or answers.count("redeemed") != WINNERS:
        yield f"{len(used)} of {WINNERS} used it, {answers.count('redeemed')} were told so"
    if sum(used) > FACE or left != FACE - sum(used) or sum(on_invoices) != sum(used):
        yield f"{sum(used)} of {FACE} are used, {left} are left, {sum(on_invoices)} stand on invoices"
    if Account.read(client_id).balance_cents != left or reconcile_client(client_id):
        yield "the account is another one than its entries make"


def _invoice(number: int) -> str:
    return f"crowd-{number}"


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
