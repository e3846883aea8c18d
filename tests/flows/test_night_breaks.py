"""The night broken off anywhere, handed out, delivered twice and run beside itself: the same sums."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain.run_report import Line
from chalicelib.flows.consider_clients import Candidate, consider_client
from chalicelib.flows.loyalty_books import Terms
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR, Crash
from tests.flows import nights
from tests.flows.nights import NOW, Night

EARLIER = NOW - timedelta(days=1)
CLIENTS = 5


@pytest.fixture
def night(tables: Engine) -> Iterator[Night]:
    """Five clients, of whom each second one is due; two a page, handed out from three on."""
    nights.studio()
    for number in range(CLIENTS):
        nights.client(f"c{number}", EARLIER)
        nights.invoice(f"c{number}", f"i{number}", 12_000 if number % 2 else 8_000, EARLIER)
    yield Night(fan_out_clients=2)
    INJECTOR.step = None


def paid_once(tables: Engine) -> bool:
    """Whether the two clients have one reward of 10 each, an entry and a letter."""
    rewards = sorted((row["client_id"], row["face_cents"]) for row in tables.rows("rewards"))
    expected = [(f"c{number}", 1_000) for number in range(1, CLIENTS, 2)]
    return rewards == expected and len(tables.rows("ledger")) == len(tables.rows("notices")) == 2


def expected_report() -> list[tuple[str, ...]]:
    return [
        (f"c{number}", "12000", "0", "1", "1000", "rewarded")
        if number % 2
        else (f"c{number}", "8000", "0", "0", "0", "below_the_level")
        for number in range(CLIENTS)
    ]


def test_many_clients_are_handed_out_and_the_last_page_finishes_the_run(night: Night, tables: Engine) -> None:
    run = night.by_hand()
    assert not run.is_finished
    assert [message["page"] for message in night.queue.messages] == [
        "loyalty#00001",
        "loyalty#00002",
        "loyalty#00003",
    ]
    while night.queue.messages:
        night.work()
    finished = night.by_hand(run=run.run_id)
    assert finished.is_finished
    assert night.report(finished) == expected_report()
    assert paid_once(tables)


def test_with_wait_it_comes_back_when_the_workers_are_done(night: Night, tables: Engine) -> None:
    run = night.by_hand(wait=True)
    assert run.is_finished
    assert run.figures["loyalty"]["considered"] == CLIENTS
    assert paid_once(tables)


def test_with_wait_it_does_the_pages_itself_when_no_worker_does(night: Night, tables: Engine) -> None:
    night.workers_die = True
    run = night.by_hand(wait=True)
    assert run.is_finished
    assert night.report(run) == expected_report()
    assert paid_once(tables)


def test_every_message_delivered_twice_pays_once_and_reports_the_same(night: Night, tables: Engine) -> None:
    run = night.by_hand()
    while night.queue.messages:
        for message in night.queue.take():
            night.deliver(message)
            night.deliver(message)
    assert night.report(night.by_hand(run=run.run_id)) == expected_report()
    assert paid_once(tables)


def calls_of_a_page(night: Night, tables: Engine) -> int:
    night.by_hand()
    INJECTOR.arm(None)
    night.deliver(night.queue.take()[0])
    return len(INJECTOR.calls)


def test_a_worker_that_dies_at_any_call_is_redelivered(night: Night, tables: Engine) -> None:
    world = tables.snapshot()
    number_of_calls = calls_of_a_page(night, tables)
    assert number_of_calls > 8
    for at in range(1, number_of_calls + 1):
        INJECTOR.disarm()
        tables.restore(world)
        again = Night(fan_out_clients=2)
        run = again.by_hand()
        (first, *others) = again.queue.take()
        INJECTOR.arm(Fault(Mode.CRASH_AFTER, at))
        with pytest.raises(Crash):
            again.deliver(first)
        INJECTOR.disarm()
        again.pass_time(minutes=16)
        again.queue.messages = [first, *others]
        while again.queue.messages:
            again.work()
        finished = again.by_hand(run=run.run_id)
        assert finished.is_finished, f"died after call {at}"
        assert again.report(finished) == expected_report(), f"died after call {at}"
        assert paid_once(tables), f"died after call {at}"


def test_a_night_that_dies_at_any_call_is_resumed_by_the_clock(night: Night, tables: Engine) -> None:
    world = tables.snapshot()
    whole = Night(fan_out_clients=100)
    INJECTOR.arm(None)
    whole.by_clock()
    number_of_calls = len(INJECTOR.calls)
    assert number_of_calls > 30
    for at in range(1, number_of_calls + 1):
        INJECTOR.disarm()
        tables.restore(world)
        again = Night(fan_out_clients=100)
        INJECTOR.arm(Fault(Mode.CRASH_AFTER, at))
        with pytest.raises(Crash):
            again.by_clock()
        INJECTOR.disarm()
        again.pass_time(hours=1)
        tables.forget_tokens()
        again.by_clock()
        (run,) = [row for row in tables.rows("runs") if row["part"] == "run"]
        assert run["state"] == "finished", f"died after call {at}"
        assert run["figures"]["loyalty"]["rewarded"] == 2, f"died after call {at}"
        assert paid_once(tables), f"died after call {at}"


def test_short_of_time_it_stops_at_a_page_edge_and_goes_on_in_another_function(
    night: Night, tables: Engine
) -> None:
    night.fan_out_clients = 2
    for looks in range(1, 30):
        again = Night(fan_out_clients=100, seconds=[600.0] * looks + [10.0] * 2)
        run = again.by_hand()
        while again.queue.messages:
            again.work()
        assert again.by_hand(run=run.run_id).is_finished
    assert paid_once(tables)


def test_pages_that_nobody_did_are_sent_again_by_a_later_hour(night: Night, tables: Engine) -> None:
    night.by_clock()
    assert len(night.queue.take()) == 3  # Lost, for all we know.
    night.pass_time(minutes=30)
    night.by_clock()
    assert night.queue.messages == []
    night.pass_time(minutes=30)
    night.by_clock()
    while night.queue.messages:
        night.work()
    assert paid_once(tables)


def test_a_record_that_fails_blocks_no_other_and_is_tried_again_the_next_night(
    night: Night, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(candidate: Candidate, run: Run, terms: Terms) -> Line:
        if candidate.client_id == "c1":
            raise ValueError("a row that nobody foresaw")
        return consider_client(candidate, run, terms)

    night.fan_out_clients = 100
    monkeypatch.setattr("chalicelib.flows.run_night_page.consider_client", broken)
    (run,) = night.by_clock()
    assert run.is_finished
    assert ("c1", "0", "0", "0", "0", "failed") in night.report(run)
    monkeypatch.undo()
    night.pass_time(days=4)
    night.by_clock()
    assert paid_once(tables)


def test_two_nights_at_once_pay_once(night: Night, tables: Engine) -> None:
    together = threading.Barrier(2)

    def run(number: int) -> int:
        own = Night(fan_out_clients=100, begun=number * 10)
        together.wait()
        return sum(line[5] == "rewarded" for line in own.report(own.by_hand()))

    with ThreadPoolExecutor(2) as pool:
        rewarded = list(pool.map(run, range(2)))
    assert paid_once(tables)
    assert sum(rewarded) == 2


def test_invoices_that_come_in_during_the_night_are_all_rewarded_by_the_next_one(
    night: Night, tables: Engine
) -> None:
    together = threading.Barrier(2)

    def sell(_: object) -> None:
        together.wait()
        for number in range(CLIENTS):
            for more in range(4):
                nights.invoice(f"c{number}", f"more{number}-{more}", 5_500, NOW)

    def run(_: object) -> None:
        own = Night(fan_out_clients=100)
        together.wait()
        for _ in range(3):
            own.by_hand()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda act: act(None), (sell, run)))
    last = Night(fan_out_clients=100, begun=10)  # Another cause, so that it is another run.
    run_after = last.by_hand()
    assert run_after.figures["reconciliation"]["differences"] == 0
    for account in tables.rows("accounts"):
        sales = 12_000 if int(account["client_id"][1:]) % 2 else 8_000
        assert account["qualified_cents"] == sales + 22_000
        assert account["consumed_cents"] == (sales + 22_000) // 10_000 * 10_000
        assert account["balance_cents"] == account["consumed_cents"] // 10


def test_a_page_of_another_step_is_left_alone(night: Night, tables: Engine) -> None:
    run = night.by_hand()
    messages = night.queue.take()
    for message in messages:
        night.deliver(message)
    while night.queue.messages:
        night.work()
    before = tables.rows("runs")
    for message in messages:
        night.deliver(message)
    assert tables.rows("runs") == before
    assert Page.find(run.run_id, "loyalty#00099") is None
