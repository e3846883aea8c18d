"""Real sales over two nights, client by client against a straight calculation from the file itself."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from chalicelib.models.account import Account
from tests import cdnow
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import NOW, Night


def _sell(sold: Sequence[cdnow.Sale], after: str, through: str) -> None:
    for sale in sold:
        if after < sale.day <= through:
            day = date.fromisoformat(sale.day)
            nights.invoice(f"{sale.customer:05}", f"{sale.number:03}", sale.cents, NOW, day)


def _compare(sold: Sequence[cdnow.Sale], rule: cdnow.Rule) -> None:
    nights.studio()
    for customer in {sale.customer for sale in sold}:
        nights.client(f"{customer:05}", NOW)
    night = Night(fan_out_clients=100)
    rewarded: dict[int, int] = {}
    after = ""
    for last_day, expected in zip(cdnow.NIGHTS, cdnow.nights(sold, rule), strict=True):
        _sell(sold, after, last_day)
        dry = night.by_hand(loyalty=rule.request, dry_run=True, wait=True)
        run = night.by_hand(loyalty=rule.request, wait=True)
        assert run.is_finished
        assert night.report(run) == night.report(dry)
        found = {int(line[0]): tuple(map(int, line[1:5])) for line in night.report(run)}
        assert found == {
            number: (each.qualifying, each.consumed, each.rewards, each.reward_cents)
            for number, each in expected.items()
        }
        # Where nobody was compared yet there is no such figure.
        assert run.figures["reconciliation"].get("differences", 0) == 0
        for number, each in expected.items():
            rewarded[number] = rewarded.get(number, 0) + each.reward_cents
        night.pass_time(hours=1)
        again = night.by_hand(loyalty=rule.request, wait=True)
        assert again.figures["loyalty"]["rewards"] == 0
        after = last_day
        night.now += timedelta(days=1)
    balances = {int(each.client_id): int(each.balance_cents) for each in Account.scan()}
    assert balances == rewarded


@pytest.mark.parametrize("rule", cdnow.RULES, ids=cdnow.NAMES)
def test_two_nights_of_real_sales_give_what_the_file_says(tables: Engine, rule: cdnow.Rule) -> None:
    sold = cdnow.sales()
    few = sorted({sale.customer for sale in sold})[::150]
    _compare([sale for sale in sold if sale.customer in few], rule)


@pytest.mark.long
@pytest.mark.parametrize("rule", cdnow.RULES, ids=cdnow.NAMES)
def test_two_nights_of_all_real_sales_give_what_the_file_says(tables: Engine, rule: cdnow.Rule) -> None:
    _compare(cdnow.sales(), rule)
