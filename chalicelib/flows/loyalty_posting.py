"""What one loyalty reward writes: entry, reward, account and letter, under what it was decided from."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from pynamodb.expressions.condition import Condition

from chalicelib.domain import loyalty, reward
from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.loyalty import Earned, Paid
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.reward import NewReward
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.flows.loyalty_books import MORE, Books, Terms
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.models.posting import Accounts, Posting, issue_entries, usable_cents
from chalicelib.models.transaction import Check, Put, Write

WithIt = Callable[[Paid], Sequence[Write]]
"""Further writes of the transaction by which a run is done with a client."""


def loyalty_posting(
    client: Client,
    books: Books,
    earned: Earned,
    *,
    accounts: Accounts,
    terms: Terms,
    with_it: WithIt | None = None,
) -> Posting:
    """One reward of what the client has earned: all of it, or as much as one entry can hold.

    Held to the account's sales, and to the client's status and record, as they were read.
    """
    account = accounts[client.client_id]
    part = loyalty.in_one_entry(earned, books.left.open_sales, terms.rule)
    consumed = loyalty.consumption(books.left.open_sales, part.consumed_cents)
    sequence = account.loyalty_sequence + 1
    new = _new_reward(client, sequence, part.reward_cents, terms)
    code = accounts.code(client.client_id, new.reward_id)
    is_last = part == earned
    entries = issue_entries(
        account,
        new,
        entry_id=f"issue:{new.reward_id}",
        cause=terms.run_id + ("" if is_last else MORE),
        by=terms.by,
        now=terms.now,
        consumed=consumed,
    )
    counted = _counted_cents(consumed, books.invoices, account.start_on)
    status_stands = (Client.status_id == client.status_id) & Client.merged_into.does_not_exist()
    usable = usable_cents(account, new.cents)
    notice = _letter(client, new, (usable, code), terms) if terms.rule.letter and usable > 0 else None
    others: list[Write] = [Check(Client(client.client_id), status_stands)]
    if notice is not None:
        others.append(Put(notice, Notice.notice_id.does_not_exist()))
    if with_it is not None and is_last:
        cents = sum(int(each.cents) for each in books.own) + int(new.cents)
        notice_id = notice.notice_id if notice is not None else None
        others += with_it(Paid(reward_id=new.reward_id, code=code, cents=cents, notice_id=notice_id))
    return Posting(
        entries=entries,
        new_rewards=[(client.client_id, new)],
        account_actions={
            client.client_id: [
                Account.consumed_cents.set(account.consumed_cents + counted),
                Account.loyalty_sequence.set(sequence),
            ]
        },
        account_conditions={client.client_id: _sales_stand(account)},
        others=others,
    )


def _new_reward(client: Client, sequence: int, cents: Cents, terms: Terms) -> NewReward:
    last_day = terms.rule.expires_on
    if last_day is None and terms.rule.expires_after_days is not None:
        last_day = terms.as_of + timedelta(days=terms.rule.expires_after_days)
    zone = terms.studio.preferences.local_zone()
    expires_on, expires_at = reward.expiry(terms.now, zone, on=last_day)
    return NewReward(
        reward_id=f"loyalty:{sequence}",
        cents=cents,
        source=reward.Source.LOYALTY,
        created_by=terms.run_id,
        expires_on=expires_on,
        expires_at=expires_at,
        location_id=client.location_id,
    )


def _letter(client: Client, new: NewReward, told: tuple[Cents, str], terms: Terms) -> Notice:
    """The letter that tells of it: `told` are what can be used of it, and its code."""
    letter = terms.letter or Outgoing(kind=Kind.LOYALTY, form=terms.rule.letter_form)
    values = {
        "amount": to_display(told[0], terms.studio.preferences.currency),
        "code": told[1],
        "expires": day_in_words(new.expires_on) if new.expires_on else "",
    }
    return Notice.queued(
        kind=letter.kind,
        client_id=client.client_id,
        cause=f"issue:{new.reward_id}",
        values=values,
        now=terms.now,
        form=letter.form,
        letter=letter.ref,
    )


def _counted_cents(
    consumed: dict[str, int], invoices: Sequence[InvoiceFigures], start_on: date | None
) -> Cents:
    """The part of `consumed` that the account counts: invoices of its own start date or later."""
    counting = {each.invoice_ref for each in invoices if start_on is None or each.invoiced_on >= start_on}
    return Cents(sum(cents for ref, cents in consumed.items() if ref in counting))


def _sales_stand(account: Account) -> Condition:
    """No invoice was counted since the account was read: sales only ever move together with it."""
    unchanged: Condition = Account.qualified_cents == account.qualified_cents
    if account.qualified_cents == 0:
        unchanged = unchanged | Account.qualified_cents.does_not_exist()
    return unchanged
