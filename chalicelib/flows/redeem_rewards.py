"""Rewards are redeemed on an invoice: entries, rewards, account, invoice in one transaction, once a key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.redemption import AT_ONCE_MAX, Refusal, Spendable, is_amount
from chalicelib.domain.studio import Studio
from chalicelib.flows.client_home import home_of
from chalicelib.flows.invoice_write import invoice_writes, sales_write, take_paid_on
from chalicelib.flows.reward_history import was_earned_with
from chalicelib.models.audit import audit_put
from chalicelib.models.entry import EntryRow
from chalicelib.models.invoice import Invoice
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Outcome, Result, Unknown, Write

TRIES = 8
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
Parts = Sequence[tuple[str, Cents]]


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """What came of a redemption: its entries, new or `repeated`, or why it was refused.

    `reward_id` is the reward that the refusal is about, where it is about one; `due_cents` what is due on
    the invoice, as far as it is known.
    """

    refused: Refusal | None = None
    entries: Sequence[Entry] = ()
    repeated: bool = False
    reward_id: str = ""
    due_cents: Cents = Cents(0)


def redeem_rewards(
    client_id: str,
    invoice_ref: str,
    parts: Parts,
    *,
    key: str,
    actor: Actor,
    now: datetime,
    studio: Studio,
    others: Sequence[Write] = (),
) -> Redeemed:
    """Use `parts` (the client's reward ids with cents) on the client's invoice, all of them or none.

    A second call with the same `key` (letters, digits, `-` and `_`) on this invoice writes nothing: with
    the same parts it answers as the first did, with others it is refused. `others` stand or fall with it.
    Of a client who was joined to another, the rewards and the invoice are looked for where they are now.
    """
    assert KEY.fullmatch(key), "a key of a redemption is letters, digits, - and _"
    if not is_amount(parts):
        return Redeemed(refused=Refusal.NO_AMOUNT)
    for _ in range(TRIES):
        asked = _Asked(client_id, home_of(client_id), invoice_ref, parts, key, actor, now, studio, others)
        result = post([asked.home_id], asked.decide, now=now)
        if result is None or result.outcome is Outcome.DONE:
            if asked.answer is not None:
                return asked.answer
        elif result.outcome is Outcome.REFUSED and _failed_others(result, others):
            return Redeemed(refused=Refusal.DONE_ALREADY)
    raise Unknown("invoice or account moved on every try")


def spendable(row: Reward) -> Spendable:
    """The reward as the rules of redeeming know it."""
    return Spendable(
        reward_id=row.reward_id,
        remaining_cents=row.remaining_cents,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        voided=row.voided,
    )


def _failed_others(result: Result, others: Sequence[Write]) -> bool:
    return any(write is other for write, _ in result.failed for other in others)


@dataclass
class _Asked:
    """One redemption, decided anew from what stands whenever a race was lost."""

    client_id: str
    home_id: str
    invoice_ref: str
    parts: Parts
    key: str
    actor: Actor
    now: datetime
    studio: Studio
    others: Sequence[Write]
    answer: Redeemed | None = None

    def decide(self, accounts: Accounts) -> Posting | None:
        """The posting, or None with the answer that stands already or why there is none.

        Without an answer, the record was joined to another meanwhile: it is looked for there.
        """
        if accounts[self.home_id].merged_into is not None:
            return None
        invoice = Invoice.find(self.home_id, self.invoice_ref)
        if invoice is None:
            self.answer = Redeemed(refused=Refusal.NO_INVOICE)
            return None
        rewards = [self._reward(reward_id) for reward_id, _ in self.parts]
        earlier = [line for line in invoice.redemptions if line["key"] == self.key]
        if earlier:
            self.answer = self._repeated(earlier, rewards)
            return None
        refused = self._refusal(invoice, rewards)
        if refused is not None:
            self.answer = replace(refused, due_cents=invoice.figures.due_cents)
            return None
        return self._posting(invoice, [row for row in rewards if row is not None], accounts)

    def _reward(self, reward_id: str) -> Reward | None:
        """The reward where it is now, if that is with this client."""
        row = Reward.at_home(self.client_id, reward_id)
        if row is None and self.client_id != self.home_id:
            row = Reward.at_home(self.home_id, reward_id)
        return row if row is not None and row.client_id == self.home_id else None

    def _repeated(self, earlier: Sequence[dict[str, Any]], rewards: Sequence[Reward | None]) -> Redeemed:
        """The answer to a key that was used on this invoice before."""
        asked = {
            (row.client_id, row.reward_id): int(cents)
            for row, (_, cents) in zip(rewards, self.parts, strict=True)
            if row is not None
        }
        stood = {}
        for line in earlier:
            row = Reward.at_home(line["client_id"], line["reward_id"])
            assert row is not None, "a reward that was redeemed is gone"
            stood[row.client_id, row.reward_id] = int(line["cents"])
        if asked != stood or None in rewards:
            return Redeemed(refused=Refusal.OTHER_UNDER_KEY)
        keys = [(line["client_id"], line["entry_id"]) for line in earlier]
        entries = {row.entry_id: row.entry for row in EntryRow.batch_get(keys, consistent_read=True)}
        return Redeemed(entries=[entries[entry_id] for _, entry_id in keys], repeated=True)

    def _refusal(self, invoice: Invoice, rewards: Sequence[Reward | None]) -> Redeemed | None:
        if invoice.voided_on is not None:
            return Redeemed(refused=Refusal.INVOICE_VOID)
        known = [row.reward_id for row in rewards if row is not None]
        if len(set(known)) < len(known):  # One reward, by its names before and after a joining.
            return Redeemed(refused=Refusal.NO_AMOUNT)
        for row, (reward_id, cents) in zip(rewards, self.parts, strict=True):
            if row is None:
                return Redeemed(refused=Refusal.NO_REWARD, reward_id=reward_id)
            why = spendable(row).refusal(self.now)
            if why is None and was_earned_with(row, self.invoice_ref):
                why = Refusal.EARNED_HERE
            if why is None and cents > row.remaining_cents:
                why = Refusal.MORE_THAN_LEFT
            if why is not None:
                return Redeemed(refused=why, reward_id=reward_id)
        if sum(cents for _, cents in self.parts) > invoice.figures.due_cents:
            return Redeemed(refused=Refusal.MORE_THAN_DUE)
        if len(invoice.standing_redemptions) + len(self.parts) > AT_ONCE_MAX:
            return Redeemed(refused=Refusal.TOO_MANY)
        return None

    def _posting(self, before: Invoice, rewards: Sequence[Reward], accounts: Accounts) -> Posting:
        amounts = [cents for _, cents in self.parts]
        entries = [self._entry(row, cents) for row, cents in zip(rewards, amounts, strict=True)]
        after = before.changed(self.now)
        lines = [self._line(row, entry) for row, entry in zip(rewards, entries, strict=True)]
        after.take_redemptions([*before.redemptions, *lines])
        take_paid_on(after, before, local_date(self.now, self.studio.preferences.local_zone()))
        moved = sales_write(after, before, accounts[self.home_id], self.studio, self.now)
        used = {row.code: to_text(cents) for row, cents in zip(rewards, amounts, strict=True)}
        audit = audit_put(
            f"client#{self.home_id}",
            "rewards redeemed",
            before={},
            after={"invoice": self.invoice_ref, "rewards": used},
            actor=self.actor,
            now=self.now,
        )
        self.answer = Redeemed(entries=entries, due_cents=after.figures.due_cents)
        return Posting(
            entries=entries,
            reward_changes=[
                RewardChange(row=row, remaining_cents=row.remaining_cents - cents)
                for row, cents in zip(rewards, amounts, strict=True)
            ],
            account_actions={self.home_id: moved.actions} if moved else {},
            account_conditions={self.home_id: moved.condition}
            if moved and moved.condition is not None
            else {},
            others=[*invoice_writes(after, before, self.now), audit, *self.others],
        )

    def _entry(self, row: Reward, cents: Cents) -> Entry:
        return Entry(
            client_id=self.home_id,
            entry_id=f"redeem:{self.invoice_ref}:{self.key}:{row.reward_id}",
            kind=Kind.REDEEM,
            cents=cents,
            reward_id=row.reward_id,
            at=self.now,
            cause=self.invoice_ref,
            by=self.actor.by,
        )

    def _line(self, row: Reward, entry: Entry) -> dict[str, Any]:
        """How the invoice lists it."""
        return {
            "key": self.key,
            "entry_id": entry.entry_id,
            "client_id": entry.client_id,
            "reward_id": entry.reward_id,
            "code": row.code,
            "cents": int(entry.cents),
            "at": entry.at.isoformat(timespec="seconds"),
            "by": entry.by,
        }
