"""A till, for the tests: a client with rewards and invoices, written by the product's own flows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain import reward
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.invoice_edit import Wanted
from chalicelib.domain.ledger import first_break
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import LoyaltyRule, Preferences, Status, Studio
from chalicelib.flows.compare_records import Comparison, compare_records
from chalicelib.flows.join_clients import join_clients
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.redeem_rewards import Redeemed, redeem_rewards
from chalicelib.flows.save_invoice import new_invoice
from chalicelib.flows.take_payment import take_payment
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.draft import begin_draft
from chalicelib.models.entry import entries_of
from chalicelib.models.invoice import Invoice
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from chalicelib.models.reward import Reward

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
RULE = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000))
PREFERENCES = Preferences(
    live=True, studio_name="Lantern Studio", zone="America/New_York", loyalty_active=True, loyalty=RULE
)
OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
MANAGER = Actor(role=Role.MANAGER, request_id="request-2")
TODAY = date(2026, 11, 22)
ANN, BEN = client_id_of_ref("ann"), client_id_of_ref("ben")


def opened() -> None:
    """The studio, and its clients Ann and Ben."""
    assert studio_table.save_preferences(PREFERENCES)
    studio_table.save_item(Status(status_id="regular", description="Regular", include_in_loyalty=True))
    for each in ("ann", "ben"):
        Client(
            client_id_of_ref(each),
            client_ref=each,
            first_name=each.capitalize(),
            last_name="Lake",
            status_id="regular",
            created_at=NOW,
            created_on=NOW.date(),
        ).save()


def studio() -> Studio:
    return studio_table.load()


def give(name: str, cents: int, *, client_id: str = ANN, days: int | None = None, at: datetime = NOW) -> str:
    """A reward of so much by hand, over after so many days; its id."""
    zone = studio().preferences.local_zone()
    expires_on, expires_at = reward.expiry(at, zone, after_days=days)
    new = reward.NewReward(
        reward_id=f"manual:{name}",
        cents=Cents(cents),
        source=reward.Source.MANUAL,
        created_by="operator",
        expires_on=expires_on,
        expires_at=expires_at,
    )

    def decide(accounts: Accounts) -> Posting:
        entry_id = f"issue:{new.reward_id}"
        entries = issue_entries(
            accounts[client_id], new, entry_id=entry_id, cause="manual", by="operator", now=at
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    result = post([client_id], decide, now=at)
    assert result is not None
    assert result.stands
    return new.reward_id


def bill(ref: str, cents: int, *, client_id: str = ANN, on: date = TODAY, tax: int = 0) -> str:
    """An invoice of which nothing is paid; its number."""
    wanted = Wanted(
        invoice_ref=ref,
        invoiced_on=on,
        total_cents=Cents(cents),
        tax_cents=Cents(tax),
        location_id=None,
    )
    done = new_invoice(client_id, wanted, actor=OPERATOR, now=NOW, studio=studio(), others=[])
    assert done.refused is None
    assert done.invoice is not None
    return done.invoice.invoice_ref


def pay(ref: str, cents: int, *, client_id: str = ANN, key: str = "p1", on: date = TODAY) -> None:
    """A payment that is taken."""
    done = take_payment(
        client_id, ref, Cents(cents), on=on, key=key, actor=OPERATOR, now=NOW, studio=studio()
    )
    assert done.refused is None


def redeem(
    ref: str, *parts: tuple[str, int], client_id: str = ANN, key: str = "k1", now: datetime = NOW, **more: Any
) -> Redeemed:
    """Redeem these parts on the invoice."""
    given = [(reward_id, Cents(cents)) for reward_id, cents in parts]
    return redeem_rewards(client_id, ref, given, key=key, actor=OPERATOR, now=now, studio=studio(), **more)


def join(winner_id: str, loser_id: str) -> None:
    """Make the second record a part of the first."""
    found = compare_records(winner_id, loser_id)
    assert isinstance(found, Comparison)
    content = {"winner": winner_id, "loser": loser_id, "seen": found.seen()}
    draft = begin_draft(f"join {loser_id}", "join", content, actor=OPERATOR, now=NOW)
    assert join_clients(draft, studio=studio(), actor=OPERATOR, now=NOW) is None


def left(reward_id: str, client_id: str = ANN) -> int:
    """What is left of the reward."""
    row = Reward.find(client_id, reward_id)
    assert row is not None
    return int(row.remaining_cents)


def stood(ref: str, client_id: str = ANN) -> Invoice:
    """The invoice as it stands."""
    row = Invoice.find(client_id, ref)
    assert row is not None
    return row


def kinds(client_id: str = ANN) -> list[str]:
    """The kinds of the client's entries, in the order of the chain, with their cents."""
    return [f"{each.kind.value} {each.cents}" for each in entries_of(client_id)]


def qualified(client_id: str = ANN) -> int:
    return int(Account.read(client_id).qualified_cents)


def is_whole(*clients: str) -> bool:
    """Whether caches are the sums of their sources, and the chain holds."""
    return all(
        not reconcile_client(each) and first_break(entries_of(each)) is None for each in clients or (ANN,)
    )


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)
