"""The demonstration's files, as a studio's own system would export them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from local.demo.people import Person, person

SALES = Path(__file__).with_name("cdnow.csv")
CLIENTS = (
    *("client_ref", "first_name", "last_name", "email", "mobile", "status", "lead_source", "created_on"),
    *("city", "region", "postal_code", "birthday_on"),
    *("allow_marketing", "allow_email_marketing", "allow_sms"),
)
INVOICES = ("invoice_ref", "client_ref", "invoiced_on", "total", "tax", "paid", "paid_on")
ENROLLMENTS = ("client_ref", "program", "enrolled_on")
STATUS = "Client"
MAID_OF_HONOR = "C-maid-of-honor"


@dataclass(frozen=True)
class Sale:
    """One line of the sample."""

    customer: int
    on: date
    dollars: str


def sales() -> list[Sale]:
    """The sample."""
    with SALES.open(newline="") as lines:
        return [
            Sale(int(each["client"]), date.fromisoformat(each["bought_on"]), each["dollars"])
            for each in csv.DictReader(lines)
        ]


def client_ref(customer: int) -> str:
    """What the studio's own system calls the customer."""
    return f"C-{customer:05d}"


def clients_file(sold: Sequence[Sale]) -> bytes:
    """Everyone who bought, created on the day of the first sale."""
    first: dict[int, date] = {}
    for sale in sold:
        first[sale.customer] = min(sale.on, first.get(sale.customer, sale.on))
    people = _people(sold)
    return _csv(CLIENTS, (_client(number, people[number], first[number]) for number in first))


def _people(sold: Sequence[Sale]) -> dict[int, Person]:
    customers = dict.fromkeys(sale.customer for sale in sold)
    return {customer: person(customer, place) for place, customer in enumerate(customers)}


def _client(customer: int, who: Person, created_on: date) -> tuple[object, ...]:
    names = who.first_name, who.last_name, who.email, who.mobile
    town = who.city, who.region, who.postal_code
    # A birthday is one write more a client: only who is wished well by text has one.
    born = who.birthday_on if who.reads_texts else ""
    said = [_yes(each) for each in (who.reads_mail, who.reads_mail, who.reads_texts)]
    return client_ref(customer), *names, STATUS, who.lead_source, created_on, *town, born, *said


def _yes(said: bool) -> str:
    """A cell; an empty one, of somebody who was never asked, says nothing."""
    return "yes" if said else ""


def lookalike(sold: Sequence[Sale], customer: int) -> dict[str, str]:
    """A client whom the customer sent and who writes from the customer's own mailbox, as a single record."""
    who = _people(sold)[customer]
    mailbox, _, domain = who.email.partition("@")
    return {
        "kind": "client",
        "client_ref": "C-lookalike",
        "first_name": "Kay",
        "last_name": "Tanner",
        "email": f"{mailbox}+studio@{domain}",
        "status": "Client - Online",
        "referred_by": client_ref(customer),
        "city": who.city,
    }


def maid_of_honor(customer: int) -> dict[str, str]:
    """A client whom the customer sent, as a single record."""
    return {
        "kind": "client",
        "client_ref": MAID_OF_HONOR,
        "first_name": "Nora",
        "last_name": "Winther",
        "email": "nora.winther@example.com",
        "status": "Client - Online",
        "referred_by": client_ref(customer),
    }


def session(of: str, today: date) -> dict[str, str]:
    """A session of the client in ten days, without its status."""
    starts_on = today + timedelta(days=10)
    return {
        "kind": "session",
        "session_ref": f"S-{of}",
        "client_ref": of,
        "session_type": "Wedding",
        "starts_at": f"{starts_on}T15:00",
    }


def invoices_file(sold: Iterable[Sale]) -> bytes:
    """Each sale as one invoice without tax, paid in full on its day."""

    def rows() -> Iterator[tuple[object, ...]]:
        count: Counter[int] = Counter()
        for sale in sold:
            count[sale.customer] += 1
            ref = f"I-{sale.customer:05d}-{count[sale.customer]:03d}"
            yield ref, client_ref(sale.customer), sale.on, sale.dollars, "0", sale.dollars, sale.on

    return _csv(INVOICES, rows())


def enrollments_file(programs: Sequence[tuple[int, str]], today: date) -> bytes:
    """Customers and their programs, since a fortnight ago."""
    since = today - timedelta(days=14)
    return _csv(ENROLLMENTS, ((client_ref(customer), program, since) for customer, program in programs))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
