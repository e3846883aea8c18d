"""Rewarding one client's sales under a run's rule: at most once a run, whatever is delivered twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pynamodb.expressions.condition import Condition

from chalicelib.domain import loyalty, reward
from chalicelib.domain.ledger import Entry
from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.loyalty import Earned, Reason
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.run_report import Line
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.loyalty_books import MORE, NOTHING, Books, Terms, books_of, line_of
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.notice import notice_put
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from chalicelib.models.transaction import Check, Unknown, Write

TRIES = 8
BY = "night"


def reward_client(client: Client, terms: Terms) -> Line:
    """Issue what the client's unspent sales earn, and say what came of it.

    Decided from invoices and entries, under the condition that account, sales and status stand as they
    were read; whoever loses a race decides again. A second call of the same run gives the same line
    and writes nothing. A dry run says what it would give. Sales that arrive in between are the next
    run's. Raises Unknown when the outcome of the write is not known.
    """
    for _ in range(TRIES):
        books = _rewarded_once(client, terms)
        if books is not None:
            return _line(client, books, terms)
        client = Client.get(client.client_id, consistent_read=True)
        if client.merged_into is not None or not terms.studio.includes_in_loyalty(client.status_id):
            reason = Reason.MERGED if client.merged_into is not None else Reason.STATUS_NOT_INCLUDED
            return line_of(client, books_of(client.client_id, terms), NOTHING, reason)
    raise Unknown("the client's sales changed on every try")


def _rewarded_once(client: Client, terms: Terms) -> Books | None:
    """The books once the run has settled with the client; None when sales or status moved meanwhile."""
    if terms.dry_run:
        return books_of(client.client_id, terms)
    books: Books | None = None

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal books
        books = books_of(client.client_id, terms)
        earned = loyalty.earned(books.left.available_cents, terms.rule)
        if books.is_settled or earned.rewards == 0:
            return None
        posting = _posting(client, books, earned, accounts, terms)
        books = replace(books, own=[*books.own, posting.entries[0]])
        return posting

    while True:
        result = post([client.client_id], decide, now=terms.now)
        if result is not None and not result.stands:
            return None
        if result is None or (books is not None and books.is_settled):
            return books


def _line(client: Client, books: Books, terms: Terms) -> Line:
    if books.own:
        given = _sum(books.own, terms.rule)
    else:
        given = loyalty.earned(books.left.available_cents, terms.rule) if terms.dry_run else NOTHING
    return line_of(client, books, given, Reason.REWARDED if given.rewards else Reason.BELOW_THE_LEVEL)


def _posting(client: Client, books: Books, earned: Earned, accounts: Accounts, terms: Terms) -> Posting:
    """One reward, its entry and letter, under the conditions it was decided from."""
    account = accounts[client.client_id]
    part = loyalty.in_one_entry(earned, books.left.open_sales, terms.rule)
    consumed = loyalty.consumption(books.left.open_sales, part.consumed_cents)
    sequence = account.loyalty_sequence + 1
    new = _new_reward(sequence, part.reward_cents, terms)
    entries = issue_entries(
        account,
        new,
        entry_id=f"issue:{new.reward_id}",
        cause=terms.run_id + (MORE if part != earned else ""),
        by=BY,
        now=terms.now,
        consumed=consumed,
    )
    counted = _counted_cents(consumed, books.invoices, account.start_on)
    status_stands = (Client.status_id == client.status_id) & Client.merged_into.does_not_exist()
    others: list[Write] = [Check(Client(client.client_id), status_stands)]
    if terms.rule.letter:
        others.append(_letter(client, new, accounts.code(client.client_id, new.reward_id), terms))
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


def _new_reward(sequence: int, cents: Cents, terms: Terms) -> reward.NewReward:
    last_day = terms.rule.expires_on
    if last_day is None and terms.rule.expires_after_days is not None:
        last_day = terms.as_of + timedelta(days=terms.rule.expires_after_days)
    zone = terms.studio.preferences.local_zone()
    expires_on, expires_at = reward.expiry(terms.now, zone, on=last_day)
    return reward.NewReward(
        reward_id=f"loyalty:{sequence}",
        cents=cents,
        source=reward.Source.LOYALTY,
        created_by=terms.run_id,
        expires_on=expires_on,
        expires_at=expires_at,
    )


def _letter(client: Client, new: reward.NewReward, code: str, terms: Terms) -> Write:
    values = {
        "amount": to_display(new.cents, terms.studio.preferences.currency),
        "code": code,
        "expires": day_in_words(new.expires_on) if new.expires_on else "",
    }
    return notice_put(
        kind=Kind.LOYALTY,
        client_id=client.client_id,
        cause=f"issue:{new.reward_id}",
        values=values,
        now=terms.now,
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


def _sum(entries: Sequence[Entry], rule: LoyaltyRule) -> Earned:
    cents = sum((each.cents for each in entries), Cents(0))
    consumed = sum(sum(each.consumed.values()) for each in entries)
    return Earned(int(cents) // int(rule.reward_cents), cents, Cents(consumed))
