"""An invoice changes, and what was redeemed on it goes back to its rewards, in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.invoice_edit import Refusal
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.returning import Returning, entries_of_return
from chalicelib.domain.studio import Studio
from chalicelib.flows.give_back_settled import give_back_settled, returning
from chalicelib.flows.invoice_write import invoice_writes, sales_write
from chalicelib.flows.reward_history import was_clawed_back
from chalicelib.models.invoice import Invoice
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Outcome, Result, Unknown, Write

TRIES = 8
Line = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to take an invoice's place. The redemptions `back` go back; `others` stand or fall with it."""

    after: Invoice
    back: Sequence[Line] = ()
    others: Sequence[Write] = ()


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What came of it: the invoice with the entries that were written, or why it was refused.

    `repeated`: this very act stood already, and nothing was written.
    """

    refused: Refusal | None = None
    invoice: Invoice | None = None
    entries: Sequence[Entry] = ()
    repeated: bool = False


def change_invoice(
    client_id: str,
    invoice_ref: str,
    decide: Callable[[Invoice], Change | Changed],
    *,
    by: str,
    studio: Studio,
    now: datetime,
) -> Changed:
    """Write what `decide` makes of the client's invoice as it stands, or the answer that it gives instead.

    It is called again after a lost race, so it must only read. Invoice, account, and the rewards where they
    are now, are one transaction. Raises Unknown.
    """
    for _ in range(TRIES):
        before = Invoice.find(client_id, invoice_ref)
        if before is None:
            return Changed(refused=Refusal.NO_INVOICE)
        change = decide(before)
        if isinstance(change, Changed):
            return change
        attempt = _Attempt(before, change, by, studio, now)
        result = post(attempt.client_ids(), attempt.posting, now=now)
        if result is None or result.outcome is Outcome.REPEATED:
            continue  # A reward went over to another client meanwhile, or somebody else returned it.
        if result.outcome is Outcome.DONE:
            return Changed(invoice=change.after, entries=attempt.entries)
        if _is_refused_by(result, change.others):
            return Changed(refused=Refusal.DONE_ALREADY, invoice=before)
    raise Unknown("invoice or account moved on every try")


def line_refusal(
    before: Invoice, lines: Sequence[Line], key: str, cents: Cents, version: int | None
) -> Changed | None:
    """The answer to a payment or refund whose `key` stands among `lines`, or that was decided on an invoice
    of another `version`; None for one that is new.
    """
    standing = [line for line in lines if line.get("key") == key]
    if standing:
        same = Cents(standing[0]["cents"]) == cents
        return Changed(repeated=True, invoice=before) if same else Changed(refused=Refusal.OTHER_UNDER_KEY)
    if version is not None and before.version != version:
        return Changed(refused=Refusal.MOVED, invoice=before)
    return None


def money_line(cents: Cents, on: date, key: str, actor: Actor, now: datetime) -> Line:
    """A payment or a refund as the invoice lists it."""
    at = now.isoformat(timespec="seconds")
    return {
        "cents": int(cents),
        "on": on.isoformat(),
        "by_rewards": False,
        "key": key,
        "at": at,
        "by": actor.by,
    }


def _is_refused_by(result: Result, others: Sequence[Write]) -> bool:
    return any(write is other for write, _ in result.failed for other in others)


@dataclass
class _Attempt:
    """One try at a change, decided anew from what stands whenever an account has moved."""

    before: Invoice
    change: Change
    by: str
    studio: Studio
    now: datetime
    entries: list[Entry] = field(default_factory=list)
    rows: list[Reward] = field(default_factory=list)

    def client_ids(self) -> list[str]:
        """Whose accounts are moved: the invoice's client's, and those who have the rewards now."""
        self.rows = self._rows()
        return list(dict.fromkeys([self.before.client_id, *(row.client_id for row in self.rows)]))

    def _rows(self) -> list[Reward]:
        """The rewards of the lines that go back, each where it is now."""
        rows = [Reward.at_home(line["client_id"], line["reward_id"]) for line in self.change.back]
        assert None not in rows, "a reward that was redeemed is gone"
        return [row for row in rows if row is not None]

    def posting(self, accounts: Accounts) -> Posting | None:
        """All that is written; None when a reward has gone to a client whose account was not read."""
        rows, self.rows = self.rows or self._rows(), []  # Read anew for any further try.
        if any(row.client_id not in accounts.by_client for row in rows):
            return None
        before, after = self.before, self._after()
        changes = self._returned(rows, accounts)
        moved = sales_write(after, before, accounts[before.client_id], self.studio, self.now)
        closed = [each for each, account in accounts.by_client.items() if account.merged_into is not None]
        return Posting(
            entries=self.entries,
            reward_changes=changes,
            account_actions={before.client_id: moved.actions} if moved else {},
            account_conditions={before.client_id: moved.condition}
            if moved and moved.condition is not None
            else {},
            # While records are joined, invoice and rewards may be with either of them.
            leaving=closed[0] if closed else None,
            others=[*invoice_writes(after, before, self.now), *self.change.others],
        )

    def _after(self) -> Invoice:
        after = self.change.after
        back = {line["entry_id"] for line in self.change.back}
        said = {"returned_at": self.now.isoformat(timespec="seconds"), "returned_by": self.by}
        after.take_redemptions(
            [{**line, **said} if line["entry_id"] in back else line for line in after.redemptions]
        )
        return after

    def _returned(self, rows: Sequence[Reward], accounts: Accounts) -> list[RewardChange]:
        """The entries, and what they make of the rewards: one change each, however often it was redeemed."""
        self.entries = []
        owed = {each: account.owed_cents for each, account in accounts.by_client.items()}
        amounts: dict[tuple[str, str], list[tuple[str, Cents]]] = {}
        by_key = {(row.client_id, row.reward_id): row for row in rows}
        for row, line in zip(rows, self.change.back, strict=True):
            key = (row.client_id, row.reward_id)
            amounts.setdefault(key, []).append((line["entry_id"], Cents(line["cents"])))
        changes = []
        too_much: Counter[str] = Counter()
        for key, redeemed in amounts.items():
            to = _returning(by_key[key], owed[key[0]])
            entries = entries_of_return(to, redeemed, cause=self.before.invoice_ref, by=self.by, now=self.now)
            effect = sum((each.reward_effect_cents for each in entries), Cents(0))
            owed[key[0]] += sum((each.owed_effect_cents for each in entries), Cents(0))
            changes.append(
                RewardChange(row=by_key[key], remaining_cents=by_key[key].remaining_cents + effect)
            )
            self.entries += entries
            too_much[key[0]] += sum(int(each.cents) for each in entries if each.kind is Kind.CLAWBACK)
        for client_id, cents in too_much.items():
            # What it was spent for did not happen: its debt was paid with other rewards, which get it back.
            given = give_back_settled(
                client_id,
                Cents(cents),
                without=set(by_key),
                cause=self.before.invoice_ref,
                by=self.by,
                now=self.now,
            )
            changes += [change for change, _ in given]
            self.entries += [entry for _, entries in given for entry in entries]
        return changes


def _returning(row: Reward, owed_cents: Cents) -> Returning:
    return returning(row, owed_cents, clawed_back=row.voided and was_clawed_back(row))
