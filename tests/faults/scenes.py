"""Studios, people and sales for the flows that are swept."""

from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.ids import client_id_of_ref, payload_hash
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.records import to_plain
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import LoyaltyRule, Preferences, Status, Studio
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account, count_sales
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import contact_writes
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.invoice import Invoice
from chalicelib.models.link import Link
from chalicelib.models.referral import WAITING, Referral
from chalicelib.models.session import Session
from chalicelib.models.transaction import Put, Update, Write, transact

ANNA, BERT, CARL, DORA, ERNA, FRED, GINA, RITA, ROLF = map(
    client_id_of_ref, ("anna", "bert", "carl", "dora", "erna", "fred", "gina", "rita", "rolf")
)
ENROLLED = timedelta(days=30)
TOKEN = "2345678923456789"
OTHER_TOKEN = "abcdefghabcdefgh"

TERMS = Terms(
    program_id="friends",
    program_name="Friends",
    within_days=90,
    session_booked=True,
    paid_sales_min_cents=Cents(10_000),
    reward_cents=Cents(2_500),
    reward_expires_after_days=90,
    rewards_per_client_max=5,
    reward_letter=True,
    referrer_status_id="ambassador",
    gift=Gift(kind=GiftKind.REWARD, cents=Cents(1_000)),
    gift_letter=True,
    friend_status_id="welcomed",
)
STATUSES = (
    Status(status_id="active", description="Active", include_in_loyalty=True, gives_number=True),
    Status(status_id="ambassador", description="Ambassador", include_in_loyalty=True),
    Status(status_id="welcomed", description="Welcomed", duration_days=14),
)
PREFERENCES = Preferences(
    live=True,
    studio_name="Lantern Studio",
    postal_address="1 Harbor Street, Portland",
    website="https://lantern.example",
    public_url="https://forms.lantern.example",
    sender_email="hello@lantern.example",
    sender_name="Lantern Studio",
    zone="America/New_York",
    form_active=True,
    default_status_id="active",
    loyalty_active=True,
    loyalty=LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000)),
)


def studio(preferences: Preferences = PREFERENCES) -> Studio:
    """Set the studio up; returns it as it is read."""
    assert studio_table.save_preferences(preferences)
    for status in STATUSES:
        studio_table.save_item(status)
    studio_table.save_item(Program(program_id="friends", description="Friends", terms=TERMS))
    return studio_table.load()


def client(name: str, now: datetime, *, number: int | None = None, **more: Any) -> Client:
    """A client who can be written to, with number and contacts claimed; the name is its reference."""
    client_id = client_id_of_ref(name)
    row = Client(
        client_id,
        client_ref=name,
        client_number=number,
        first_name=name.capitalize(),
        last_name="Lake",
        emails=[f"{name}@people.example"],
        status_id=more.pop("status_id", "active"),
        created_at=more.pop("created_at", now),
        created_on=now.date(),
        source="staff",
        **more,
    )
    writes: list[Write] = [Put(row), *contact_writes(row, "US", exclusive=True)]
    if number is not None:
        writes.append(Put(Claim(f"number:{number}", holder=client_id, created_at=now)))
    assert transact(writes).stands
    return row


def enroll(client_id: str, now: datetime, token: str = TOKEN) -> None:
    """Make the client a referrer, with a link."""
    started = now - ENROLLED
    enrolled = Enrollment(
        client_id,
        OPEN,
        program_id="friends",
        token=token,
        source="hand",
        enrolled_at=started,
        first_enrolled_at=started,
    )
    link = Link(token, client_id=client_id, program_id="friends", enrolled_at=started)
    assert transact([Put(enrolled), Put(link)]).stands


def referral(friend_id: str, referrer_id: str, now: datetime, terms: Terms = TERMS) -> None:
    """A pending referral."""
    row = Referral(
        friend_id,
        referrer_id=referrer_id,
        evidence="link",
        program_id=terms.program_id,
        terms=to_plain(terms),
        enrolled_at=now - ENROLLED,
        state="pending",
        created_at=now,
        created_month=Referral.month_of(now),
        friend_created_at=now,
        waiting=WAITING,
        payload_hash=payload_hash({"friend": friend_id, "referrer": referrer_id}),
    )
    assert transact([Put(row)]).stands


def invoice(client_id: str, ref: str, cents: int, now: datetime, invoiced_on: date | None = None) -> None:
    """An invoice paid in full, counted on its client's account."""
    day = invoiced_on or now.date()
    row = Invoice(client_id, ref, updated_at=now, paid_on=day)
    row.take(
        InvoiceFigures(
            invoice_ref=ref,
            invoiced_on=day,
            total_cents=Cents(cents),
            tax_cents=Cents(0),
            paid_cents=Cents(cents),
            paid_by_rewards_cents=Cents(0),
            refunded_cents=Cents(0),
            voided_on=None,
        )
    )
    counted = Update(Account(client_id), count_sales(row.sale_cents, None, now))
    assert transact([Put(row), counted]).stands


def session(client_id: str, ref: str, state: str, now: datetime) -> None:
    """A photo session in a week."""
    row = Session(
        client_id, ref, source="record", starts_at=now + timedelta(days=7), state=state, updated_at=now
    )
    assert transact([Put(row)]).stands
