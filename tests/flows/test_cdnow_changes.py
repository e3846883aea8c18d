"""Real sales that are paid late, refunded and made void, under changed rules, by night and by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Outcome, Row
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.choose_eligible import choose_shown
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from tests import cdnow
from tests.conftest import engine
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.nights import Night
from tests.flows.processings import Office
from tests.model.books import Bill, Books

STOPS = ("1997-03-31", "1997-09-30", "1998-01-31", "1998-06-30")
"""The last days of sales that are known when rewards are given: by night, by hand, by night, by hand."""
RULES = (cdnow.RULES[0], replace(cdnow.RULES[0], every_cents=7_500), cdnow.RULES[1], cdnow.RULES[2])
FIRST = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@dataclass
class Sample:
    """Some customers' sales, told by file as they change, and what plain books make of them."""

    sold: list[cdnow.Sale]
    chance: Random
    now: datetime = FIRST
    loads: int = 0
    books: dict[str, Books] = field(default_factory=dict)

    def open(self) -> None:
        """The studio, with all the customers in its directory."""
        scenes.studio(scenes.PREFERENCES)
        names = sorted({f"{sale.customer:05}" for sale in self.sold})
        self.books = {name: Books() for name in names}
        ids = [scenes.client(name, self.now).client_id for name in names]
        for start in range(0, len(ids), 100):
            index_clients(ids[start : start + 100], country="US")

    def sell(self, after: str, through: str) -> None:
        """New sales, some of them not paid yet; and what becomes of earlier ones."""
        changed = list(self._changes())
        for sale in self.sold:
            if after < sale.day <= through:
                name, ref = f"{sale.customer:05}", f"{sale.customer:05}-{sale.number:03}"
                paid = 0 if self.chance.random() < 0.15 else sale.cents
                self.books[name].bills[ref] = Bill(date.fromisoformat(sale.day), sale.cents, paid=paid)
                changed.append((name, ref))
        self.chance.shuffle(changed)
        self._tell(dict.fromkeys(changed))

    def _changes(self) -> Iterable[tuple[str, str]]:
        """Paid late, refunded in part, made void."""
        for name, books in self.books.items():
            for ref, bill in books.bills.items():
                what = self.chance.random()
                if not bill.paid and what < 0.7:
                    bill.paid = bill.total
                elif bill.paid and what < 0.06:
                    bill.refunded = self.chance.randrange(1, bill.total + 1)
                elif what > 0.98:
                    bill.void = True
                else:
                    continue
                yield name, ref

    def _tell(self, changed: Iterable[tuple[str, str]]) -> None:
        rows = [Row(self._cells(name, ref), line) for line, (name, ref) in enumerate(changed, 2)]
        loaded = studio_table.load()
        for start in range(0, len(rows), 100):
            judged = record_invoices(rows[start : start + 100], loaded, now=self.now)
            assert {each.outcome for each in judged} <= {Outcome.STORED, Outcome.UNCHANGED}, judged

    def _cells(self, name: str, ref: str) -> dict[str, str]:
        bill = self.books[name].bills[ref]
        money = {"total": bill.total, "paid": bill.paid, "refunded": bill.refunded}
        return {
            "client_ref": name,
            "invoice_ref": ref,
            "invoiced_on": bill.day.isoformat(),
            "voided_on": "1998-07-01" if bill.void else "",
            **{column: f"{cents // 100}.{cents % 100:02}" for column, cents in money.items()},
        }

    def follow(self, rule: cdnow.Rule) -> LoyaltyRule:
        """Store the rule with its start date."""
        start = date.fromisoformat(rule.start) if rule.start else None
        stored = LoyaltyRule(
            every_cents=Cents(rule.every_cents),
            reward_cents=Cents(rule.reward_cents),
            multiples=rule.multiples,
            letter=False,
        )
        stands = studio_table.load().preferences
        assert studio_table.save_preferences(replace(stands, loyalty=stored, loyalty_start_on=start))
        studio_table.bundle = studio_table.Bundle()
        return stored

    def earned(self, rule: cdnow.Rule, without: Iterable[str] = ()) -> dict[str, int]:
        """What each customer gets by the books."""
        start = date.fromisoformat(rule.start) if rule.start else None
        terms = (rule.every_cents, rule.reward_cents, start, None)
        left_out = set(without)
        given = {
            name: books.reward(*terms, multiples=rule.multiples)
            for name, books in self.books.items()
            if name not in left_out
        }
        return {name: cents for name, cents in given.items() if cents}

    def by_night(self, rule: cdnow.Rule) -> None:
        """The night, and a second one that finds nothing."""
        self.follow(rule)
        night = Night(self.now, fan_out_clients=100)
        run = night.by_hand(wait=True)
        assert run.figures["reconciliation"]["differences"] == 0
        report = {line[0]: int(line[4]) for line in night.report(run) if int(line[4])}
        assert report == self.earned(rule)
        assert night.by_hand(wait=True).figures["loyalty"]["rewards"] == 0
        self.now = night.now

    def by_hand(self, rule: cdnow.Rule) -> None:
        """Loaded, some unticked, reviewed, processed; a second load lists them alone."""
        stored = self.follow(rule)
        office = Office(self.now, studio_table.load(), begun=self.loads)
        run_id = office.load(stored)
        listed = self._listed(run_id)
        unticked = [name for name in sorted(listed) if self.chance.random() < 0.2]
        shown = [client_id_of_ref(name) for name in listed]
        ticked = [client_id_of_ref(name) for name in listed if name not in unticked]
        choose_shown(run_id, shown, ticked, choice=office.run_of(run_id).choice)
        run = office.run_of(run_id)
        expected = self.earned(rule, without=unticked)
        assert (run.ticked, run.ticked_cents) == (len(expected), sum(expected.values()))
        assert office.confirm(run_id) is None
        office.work()
        assert {name: cents for name, cents in listed.items() if name not in unticked} == expected
        office.later(minutes=1)
        again = self._listed(office.load(stored))
        assert again == {name: listed[name] for name in unticked}
        self.now, self.loads = office.now, office.begun

    def _listed(self, run_id: str) -> dict[str, int]:
        names = {client_id_of_ref(name): name for name in self.books}
        rows = [row for row in engine().rows("processings") if row["processing_id"] == run_id]
        return {
            names[row["client_id"]]: row["reward_cents"]
            for row in rows
            if row["part"].startswith("to#") and row["reward_cents"]
        }

    def compare(self) -> None:
        """Every account and what was rewarded of every invoice is as the books say."""
        accounts = {each.client_id: each for each in Account.scan()}
        used: dict[str, int] = {}
        for row in engine().rows("ledger"):
            for ref, cents in (row.get("consumed") or {}).items():
                used[ref] = used.get(ref, 0) + cents
        for name, books in self.books.items():
            account = accounts.get(client_id_of_ref(name), Account(""))
            assert int(account.balance_cents) == books.balance, name
            counted = int(account.qualified_cents), int(account.consumed_cents)
            assert counted == books.sales(account.start_on), name
            assert {ref: used.get(ref, 0) for ref in books.bills if used.get(ref)} == +books.used, name


def _compare(sold: list[cdnow.Sale], seed: int) -> None:
    sample = Sample(sold, Random(seed))
    sample.open()
    after = ""
    for place, (last_day, rule) in enumerate(zip(STOPS, RULES, strict=True)):
        sample.sell(after, last_day)
        (sample.by_hand if place % 2 else sample.by_night)(rule)
        sample.compare()
        after = last_day
        sample.now += timedelta(days=1)


@pytest.mark.parametrize("seed", range(2))
def test_by_night_and_by_hand_real_sales_that_change_give_what_the_books_say(
    tables: Engine, seed: int
) -> None:
    sold = cdnow.sales()
    few = set(sorted({sale.customer for sale in sold})[seed::90])
    _compare([sale for sale in sold if sale.customer in few], seed)


@pytest.mark.long
def test_all_real_sales_that_change_give_what_the_books_say(tables: Engine) -> None:
    _compare(cdnow.sales(), 7)
