"""What the sample's customers earn, calculated straight from the file; nothing of the product is used."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

SALES = Path(__file__).parent.parent / "local" / "demo" / "cdnow.csv"
NIGHTS = ("1997-12-31", "1998-06-30")
"""The last days of sales that the first and the second night know."""


@dataclass(frozen=True)
class Sale:
    customer: int
    number: int
    """Counts the customer's sales, from 1."""
    day: str
    cents: int


@dataclass(frozen=True)
class Rule:
    every_cents: int
    reward_cents: int
    start: str | None = None
    multiples: bool = True

    @property
    def request(self) -> dict[str, object]:
        """The rule as the night is asked for it."""
        return {
            "every_cents": self.every_cents,
            "reward_cents": self.reward_cents,
            "start_on": self.start,
            "multiples": self.multiples,
        }


RULES = (
    Rule(10_000, 1_000),
    Rule(25_000, 2_500, start="1997-07-01"),
    Rule(10_000, 1_000, multiples=False),
)
NAMES = ("every_100", "every_250_since_July_1997", "every_100_without_multiples")


@dataclass
class Customer:
    """What one customer had bought before a night, and what the night gave."""

    qualifying: int = 0
    consumed: int = 0
    rewards: int = 0
    reward_cents: int = 0


def sales() -> list[Sale]:
    """Every line of the file, its dollars in cents."""
    counted: defaultdict[int, int] = defaultdict(int)
    found = []
    with SALES.open(newline="") as lines:
        for line in csv.DictReader(lines):
            customer = int(line["client"])
            counted[customer] += 1
            cents = int(Decimal(line["dollars"]) * 100)
            found.append(Sale(customer, counted[customer], line["bought_on"], cents))
    return found


def nights(sold: Sequence[Sale], rule: Rule, last_days: Iterable[str] = NIGHTS) -> list[dict[int, Customer]]:
    """Each night's customers with at least one sale by then, in the order of the nights."""
    consumed: defaultdict[int, int] = defaultdict(int)
    results = []
    for last_day in last_days:
        customers: defaultdict[int, Customer] = defaultdict(Customer)
        for sale in sold:
            if sale.day <= last_day:
                counts = rule.start is None or sale.day >= rule.start
                customers[sale.customer].qualifying += sale.cents if counts else 0
        for number, customer in customers.items():
            customer.consumed = consumed[number]
            steps = (customer.qualifying - customer.consumed) // rule.every_cents
            customer.rewards = steps if rule.multiples else min(steps, 1)
            customer.reward_cents = customer.rewards * rule.reward_cents
            consumed[number] += steps * rule.every_cents
        results.append(dict(customers))
    return results
