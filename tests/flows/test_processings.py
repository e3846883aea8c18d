"""A run by hand pays everyone who was reviewed exactly once, whatever breaks, and says why nobody else."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain import loyalty, mailing
from chalicelib.domain.money import Cents
from chalicelib.domain.processing import Outcome, Refusal, Skip, State, left
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Status
from chalicelib.flows import loyalty_posting, reward_client, run_processing, settle_eligible
from chalicelib.flows.choose_eligible import choose_everyone, choose_shown
from chalicelib.flows.find_eligible import list_eligible, list_without
from chalicelib.flows.move_processing import stop_processing, write_processing
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account, count_sales
from chalicelib.models.client import Client
from chalicelib.models.eligible import Order
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Put, Update, transact
from tests.conftest import NOW
from tests.engine import Engine
from tests.flows.processings import (
    MANAGER,
    OPERATOR,
    RULE,
    Office,
    is_eligible,
    paid,
    people,
    reward_cents,
    rows,
    sales_cents,
    someone,
)

SIZE = 16
ELIGIBLE = [number for number in range(1, SIZE + 1) if is_eligible(number)]
EXPECTED = {someone(number): reward_cents(number) for number in ELIGIBLE}


class Died(BaseException):
    """The process ended here."""


@pytest.fixture
def office(tables: Engine) -> Office:
    return Office(NOW, people(tables, SIZE))


def sell(number: int, cents: int, ref: str = "later") -> None:
    """Another invoice paid in full; below nothing, a refund of all of that of the crowd and a new one."""
    row = Invoice(someone(number), ref, updated_at=NOW, paid_on=NOW.date())
    total = Cents(max(0, cents))
    row.take(
        InvoiceFigures(
            invoice_ref=ref,
            invoiced_on=date(2026, 7, 1),
            total_cents=total,
            tax_cents=Cents(0),
            paid_cents=total,
        )
    )
    counted = Update(Account(someone(number)), count_sales(int(row.sale_cents), None, NOW))
    assert transact([Put(row), counted]).stands


def _place(heading: str, number: int) -> dict[str, Any]:
    row = {"heading": heading, "place": f"quist zuzanna#{someone(number)}", "client_id": someone(number)}
    return {name: {"S": text} for name, text in row.items()}


def refund(number: int) -> None:
    """All of what the client bought is given back."""
    row = Invoice.get(someone(number), "i-1")
    before = int(row.sale_cents)
    row.take(replace(row.figures, refunded_cents=row.figures.total_cents))
    counted = Update(Account(someone(number)), count_sales(int(row.sale_cents) - before, None, NOW))
    assert transact([Put(row), counted]).stands


def test_a_list_has_who_earned_a_reward_and_counts_who_did_not_and_why(office: Office) -> None:
    run = office.run_of(office.load())
    assert run.state == State.PREPARED
    assert run.found == {
        "to": len(ELIGIBLE),
        "cents": sum(EXPECTED.values()),
        "below_the_level": 2,
        "status_not_included": 1,
    }
    assert (run.ticked, run.ticked_cents) == (len(ELIGIBLE), sum(EXPECTED.values()))
    row = office.row(run.processing_id, 2)
    assert (row.qualifying_cents, row.consumed_cents) == (sales_cents(2), 0)
    assert row.reward_cents == reward_cents(2)


def test_a_status_that_stops_taking_part_while_the_list_is_made_leaves_out_its_clients_alone(
    office: Office, tables: Engine
) -> None:
    Client(someone(1)).update([Client.status_id.set("vip")])
    tables.load("directory", [_place("status#vip", 1)])
    studio_table.save_item(Status(status_id="vip", description="VIP", include_in_loyalty=True))
    office.studio = studio_table.load()
    office.pages_in_time = 1
    processing_id = office.load(done=False)
    office.run(processing_id)
    regular = office.studio.statuses["regular"]
    office.studio = replace(
        office.studio,
        statuses={**office.studio.statuses, "regular": replace(regular, include_in_loyalty=False)},
    )
    office.work()
    run = office.run_of(processing_id)
    assert run.state == State.PREPARED
    assert someone(1) in rows(tables, processing_id)


def test_who_changed_status_while_the_list_is_made_stands_on_it_once(office: Office, tables: Engine) -> None:
    Client(someone(1)).update([Client.status_id.set("vip")])
    tables.load("directory", [_place("status#vip", 1)])  # The other heading follows a moment later.
    studio_table.save_item(Status(status_id="vip", description="VIP", include_in_loyalty=True))
    office.studio = studio_table.load()
    run = office.run_of(office.load())
    assert rows(tables, run.processing_id).keys() == {someone(number) for number in ELIGIBLE}
    assert (run.found["to"], run.found["cents"]) == (len(ELIGIBLE), sum(EXPECTED.values()))


def test_nobody_is_paid_before_somebody_said_so(office: Office, tables: Engine) -> None:
    office.load()
    office.later(hours=1)
    assert office.clock_comes() == 0
    assert paid(tables) == {}


def test_everyone_on_the_list_is_paid_once(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    assert office.confirm(processing_id) is None
    office.work()
    run = office.run_of(processing_id)
    assert paid(tables) == EXPECTED
    assert run.state == State.FINISHED
    assert run.figures == {"rewarded": len(EXPECTED), "cents": sum(EXPECTED.values())}
    assert {row["created_by"] for row in tables.rows("rewards")} == {processing_id}
    assert {row["location_id"] for row in tables.rows("rewards")} == {"harbor"}
    entries = [row for row in tables.rows("ledger") if row["kind"] == "issue"]
    assert {row["cause"] for row in entries} == {processing_id}
    assert {row["entry_id"] for row in entries} == {"issue:loyalty:1"}
    assert {row["by"] for row in entries} == {"manager"}
    line = office.row(processing_id, 1)
    assert (line.outcome, line.paid_cents, line.reward_id) == ("rewarded", reward_cents(1), "loyalty:1")
    (reward,) = [row for row in tables.rows("rewards") if row["client_id"] == someone(1)]
    assert line.code == reward["code"]


def test_a_finished_run_does_nothing_more(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    office.work()
    before = tables.images()
    office.later(days=1)
    assert office.clock_comes() == 0
    office.run(processing_id)
    assert office.confirm(processing_id) is Refusal.NOT_PREPARED
    assert tables.images() == before


def test_asking_twice_for_one_list_makes_one(office: Office, tables: Engine) -> None:
    first, second = office.begin(RULE, "cause"), office.begin(RULE, "cause")
    assert first == second
    assert sum(row["part"] == "processing" for row in tables.rows("processings")) == 1
    office.work()
    assert office.run_of(str(first)).found["to"] == len(ELIGIBLE)


def test_a_list_that_another_one_stands_in_for_is_dropped(office: Office) -> None:
    first = office.load()
    second = office.load(instead_of=first)
    assert office.run_of(first).state == State.DROPPED
    assert office.confirm(first) is Refusal.NOT_PREPARED
    assert office.confirm(second) is None


def test_who_is_unticked_stays_unpaid(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    off = [someone(number) for number in ELIGIBLE[:3]]
    kept = choose_shown(processing_id, off, [], choice=1)
    assert not isinstance(kept, Refusal)
    assert kept.ticked == len(ELIGIBLE) - 3
    office.confirm(processing_id)
    office.work()
    assert paid(tables) == {who: cents for who, cents in EXPECTED.items() if who not in off}
    run = office.run_of(processing_id)
    assert (run.figures["skipped"], run.figures["unticked"]) == (3, 3)
    assert left(run.eligible, run.figures) == 0


def test_all_but_a_few_are_unticked_with_one_write_and_a_page(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    none = choose_everyone(processing_id, False, choice=1)
    assert not isinstance(none, Refusal)
    assert (none.ticked, none.ticked_cents) == (0, 0)
    assert office.confirm(processing_id) is Refusal.NOBODY
    some = [someone(ELIGIBLE[0]), someone(ELIGIBLE[5])]
    choose_shown(processing_id, some, some, choice=none.choice)
    run = office.run_of(processing_id)
    assert {each.row.client_id for each in list_eligible(run, Order.MARKED).people} == set(some)
    assert office.confirm(processing_id) is None
    office.work()
    assert paid(tables) == {who: EXPECTED[who] for who in some}


def test_counts_and_totals_are_right_whatever_is_ticked_in_whatever_order(office: Office) -> None:
    processing_id = office.load()
    chance, ticked = random.Random(5), set(EXPECTED)
    for _ in range(25):
        run = office.run_of(processing_id)
        if chance.random() < 0.2:
            everyone = chance.random() < 0.5
            choose_everyone(processing_id, everyone, choice=run.choice)
            ticked = set(EXPECTED) if everyone else set()
        else:
            shown = chance.sample(sorted(EXPECTED), 5)
            chosen = {who for who in shown if chance.random() < 0.5}
            choose_shown(processing_id, shown, chosen, choice=run.choice)
            ticked = (ticked - set(shown)) | chosen
        run = office.run_of(processing_id)
        assert (run.ticked, run.ticked_cents) == (len(ticked), sum(EXPECTED[who] for who in ticked))
        people_of = list_eligible(run, Order.NAME).people
        assert {each.row.client_id for each in people_of if each.row.is_ticked(run)} == ticked
        differ = {each.row.client_id for each in list_eligible(run, Order.MARKED).people}
        assert differ == (set(EXPECTED) - ticked if run.everyone else ticked)


def test_of_two_who_tick_at_once_the_later_one_is_told_and_changes_nothing(office: Office) -> None:
    processing_id = office.load()
    choose_shown(processing_id, [someone(1)], [], choice=1)
    assert choose_shown(processing_id, [someone(2)], [], choice=1) is Refusal.CHANGED
    assert choose_everyone(processing_id, False, choice=1) is Refusal.CHANGED
    assert office.run_of(processing_id).ticked == len(ELIGIBLE) - 1


def test_ticks_of_somebody_who_is_not_on_the_list_are_not_heeded(office: Office) -> None:
    processing_id = office.load()
    kept = choose_shown(processing_id, [someone(7), "nobody", someone(1)], ["nobody"], choice=1)
    assert not isinstance(kept, Refusal)
    assert kept.ticked == len(ELIGIBLE) - 1


def test_what_was_reviewed_has_to_be_what_is_confirmed(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    run = office.run_of(processing_id)
    for wrong in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        told = (run.ticked + wrong[0], run.ticked_cents + wrong[1], run.choice + wrong[2])
        assert office.confirm(processing_id, reviewed=told) is Refusal.CHANGED
    office.work()
    assert paid(tables) == {}


def test_many_are_confirmed_by_a_manager(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "OPERATOR_MAX", len(ELIGIBLE) - 1)
    processing_id = office.load()
    assert office.confirm(processing_id, actor=OPERATOR) is Refusal.MANAGER_NEEDED
    choose_shown(processing_id, [someone(1)], [], choice=1)
    assert office.confirm(processing_id, actor=OPERATOR) is None


CHANGES: dict[int, tuple[Callable[[int], object], Skip]] = {
    1: (lambda number: sell(number, 20_000), Skip.CHANGED),
    2: (refund, Skip.CHANGED),
    3: (
        lambda number: Client(someone(number)).update([Client.status_id.set("newcomer")]),
        Skip.STATUS_NOT_INCLUDED,
    ),
    4: (lambda number: Client(someone(number)).update([Client.merged_into.set(someone(5))]), Skip.MERGED),
    6: (lambda number: Client(someone(number)).update([Client.erased_at.set(NOW)]), Skip.GONE),
}
"""What happens to a client between loading and processing, and why nothing is paid then."""


def test_whose_reward_is_another_by_now_is_not_paid_and_named(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    for number, (act, _) in CHANGES.items():
        act(number)
    office.work()
    changed = {someone(number): reason.value for number, (_, reason) in CHANGES.items()}
    assert paid(tables) == {who: cents for who, cents in EXPECTED.items() if who not in changed}
    run = office.run_of(processing_id)
    assert (run.figures["skipped"], run.figures["changed"]) == (len(changed), 2)
    assert {each.row.client_id: each.row.reason for each in list_without(run).people} == changed


def test_a_sale_that_earns_nothing_more_changes_nothing(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    sell(1, 50)
    office.work()
    assert paid(tables) == EXPECTED


def test_of_two_operators_with_two_runs_one_pays(office: Office, tables: Engine) -> None:
    first, second = office.load(), office.load()
    office.confirm(first)
    office.confirm(second)
    office.work()
    assert paid(tables) == EXPECTED
    assert office.run_of(second).figures == {"skipped": len(EXPECTED), "changed": len(EXPECTED)}


def test_who_was_paid_and_bought_as_much_again_is_not_paid_by_an_older_list(
    office: Office, tables: Engine
) -> None:
    first, second = office.load(), office.load()
    office.confirm(first)
    office.work()
    for number in ELIGIBLE:
        sell(number, sales_cents(number) // 10_000 * 10_000)
    office.confirm(second)
    office.work()
    assert office.run_of(second).figures["changed"] == len(EXPECTED)
    assert paid(tables) == EXPECTED
    third = office.load()
    office.confirm(third)
    office.work()
    assert paid(tables) == {who: 2 * cents for who, cents in EXPECTED.items()}


@pytest.mark.parametrize("at", [0, 1, len(ELIGIBLE) - 1])
def test_a_crash_leaves_everyone_paid_once(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    whole, count = settle_eligible.settle_eligible, [0]

    def settle(*args: Any) -> Any:
        count[0] += 1
        if count[0] == at + 1:
            raise Died
        return whole(*args)

    monkeypatch.setattr(run_processing, "settle_eligible", settle)
    with pytest.raises(Died):
        office.work()
    assert len(paid(tables)) == at
    assert office.run(processing_id) is not None
    assert len(paid(tables)) == at, "another one holds it"
    office.later(minutes=15)
    assert office.clock_comes() == 1
    office.work()
    assert paid(tables) == EXPECTED
    assert office.run_of(processing_id).figures["rewarded"] == len(EXPECTED)


def test_whoever_lost_the_run_stops_and_nobody_is_counted_twice(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    whole, count = settle_eligible.settle_eligible, [0]

    def settle(*args: Any) -> Any:
        count[0] += 1
        if count[0] == 4:
            office.later(minutes=5)
            office.run(processing_id)
        return whole(*args)

    monkeypatch.setattr(run_processing, "settle_eligible", settle)
    office.work()
    assert paid(tables) == EXPECTED
    run = office.run_of(processing_id)
    assert run.state == State.FINISHED
    assert run.figures["rewarded"] == len(EXPECTED)


def test_a_run_goes_on_in_one_function_after_another(office: Office, tables: Engine) -> None:
    office.pages_in_time = 1
    processing_id = office.load(done=False)
    assert office.work() > 2
    office.confirm(processing_id)
    office.work()
    assert office.run_of(processing_id).state == State.FINISHED
    assert paid(tables) == EXPECTED


def test_a_stopped_run_goes_on_behind_whom_it_came_to(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    assert stop_processing(processing_id, actor=OPERATOR, now=office.now)
    office.work()
    assert office.clock_comes() == 0
    assert paid(tables) == {}
    assert office.resume(processing_id) is None
    office.work()
    assert paid(tables) == EXPECTED


def test_a_stopped_run_may_be_ended_and_reports_whom_it_did_not_come_to(
    office: Office, tables: Engine
) -> None:
    processing_id = office.load()
    office.confirm(processing_id)
    stop_processing(processing_id, actor=OPERATOR, now=office.now)
    told: dict[str, Any] = {"runner": office.runner, "actor": OPERATOR, "now": office.now}
    assert write_processing(processing_id, **told) is None
    office.work()
    run = office.run_of(processing_id)
    assert run.state == State.FINISHED
    assert left(run.eligible, run.figures) == len(ELIGIBLE)
    assert {line["outcome"] for line in report(office, processing_id)} == {"waiting"}


def test_what_fails_is_told_and_tried_again(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = reward_client.reward_reviewed, {someone(1), someone(2)}

    def reward(client: Client, *more: Any) -> Any:
        if client.client_id in broken:
            raise ZeroDivisionError
        return whole(client, *more)

    monkeypatch.setattr(settle_eligible, "reward_reviewed", reward)
    processing_id = office.load()
    office.confirm(processing_id)
    office.work()
    run = office.run_of(processing_id)
    assert run.figures["failed"] == 2
    assert {each.row.client_id for each in list_without(run).people} == broken
    broken.clear()
    assert office.resume(processing_id) is None
    office.work()
    run = office.run_of(processing_id)
    assert run.figures == {"rewarded": len(EXPECTED), "cents": sum(EXPECTED.values())}
    assert paid(tables) == EXPECTED
    assert list_without(run).people == []


TODAY = date(2026, 11, 21)  # By the studio's clocks.


def test_a_last_day_of_today_ends_at_the_studios_midnight_and_one_before_is_refused(
    office: Office, tables: Engine
) -> None:
    assert office.begin(replace(RULE, expires_on=TODAY - timedelta(days=1)), "past") is Refusal.EXPIRY_PAST
    processing_id = office.load(replace(RULE, expires_on=TODAY))
    office.confirm(processing_id)
    office.work()
    rewards = tables.rows("rewards")
    assert {row["expires_on"] for row in rewards} == {TODAY.isoformat()}
    assert {row["expires_at"][:16] for row in rewards} == {"2026-11-22T05:00"}


def test_a_list_of_yesterday_is_not_processed_once_its_last_day_is_over(office: Office) -> None:
    processing_id = office.load(replace(RULE, expires_on=TODAY))
    office.later(hours=4)
    assert office.confirm(processing_id) is Refusal.EXPIRY_PAST


def test_a_run_stands_still_when_its_last_day_ends_under_way(office: Office, tables: Engine) -> None:
    processing_id = office.load(replace(RULE, expires_on=TODAY))
    office.confirm(processing_id)
    office.later(hours=4)
    office.work()
    assert paid(tables) == {}
    assert office.run_of(processing_id).state == State.STOPPED
    assert office.resume(processing_id) is Refusal.EXPIRY_PAST


def test_a_list_of_yesterday_is_judged_by_the_sales_of_today(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    office.later(days=1)
    refund(ELIGIBLE[0])
    assert office.confirm(processing_id) is None
    office.work()
    assert set(paid(tables)) == set(EXPECTED) - {someone(ELIGIBLE[0])}


def test_another_start_date_calls_for_another_list(office: Office) -> None:
    processing_id = office.load()
    preferences = replace(office.studio.preferences, loyalty_start_on=date(2026, 7, 1))
    assert studio_table.save_preferences(preferences)
    office.studio = studio_table.load()
    assert office.confirm(processing_id) is Refusal.START_CHANGED
    assert office.run_of(office.load()).eligible == 0


def test_without_multiples_one_reward_uses_up_all_that_was_earned(office: Office, tables: Engine) -> None:
    processing_id = office.load(replace(RULE, multiples=False))
    office.confirm(processing_id)
    office.work()
    assert paid(tables) == dict.fromkeys(EXPECTED, 1_000)
    assert office.run_of(office.load()).eligible == 0


def test_a_client_with_more_sales_than_one_entry_holds_is_paid_all_of_it_once(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loyalty, "INVOICES_MAX", 2)
    for each in range(4):
        sell(1, 10_000, f"more-{each}")
    processing_id = office.load()
    office.confirm(processing_id)
    office.work()
    assert paid(tables) == {**EXPECTED, someone(1): reward_cents(1) + 4_000}
    line = office.row(processing_id, 1)
    assert line.paid_cents == reward_cents(1) + 4_000
    assert len([row for row in tables.rows("rewards") if row["client_id"] == someone(1)]) > 1


def test_whose_sales_change_between_two_entries_keeps_the_first_and_it_is_told(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loyalty, "INVOICES_MAX", 2)
    for each in range(4):
        sell(1, 10_000, f"more-{each}")
    whole, postings = loyalty_posting.loyalty_posting, [0]

    def posting(client: Client, *more: Any, **told: Any) -> Any:
        postings[0] += client.client_id == someone(1)
        if postings[0] == 2 and client.client_id == someone(1):
            sell(1, 50_000, "meanwhile")
        return whole(client, *more, **told)

    monkeypatch.setattr(reward_client, "loyalty_posting", posting)
    processing_id = office.load()
    office.confirm(processing_id)
    office.work()
    given = paid(tables)[someone(1)]
    assert 0 < given < reward_cents(1) + 4_000
    line = office.row(processing_id, 1)
    assert (line.outcome, line.paid_cents) == ("rewarded", given)
    run = office.run_of(processing_id)
    assert run.figures["cents"] == sum(paid(tables).values())


def report(office: Office, processing_id: str) -> list[dict[str, str]]:
    """The run's report, a line a client."""
    body = office.files.held[f"exports/processings/{processing_id}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline="")))


def test_the_report_has_every_line(office: Office, tables: Engine) -> None:
    Client(someone(2)).update([Client.first_name.set("=cmd"), Client.last_name.set("Quist")])
    processing_id = office.load()
    choose_shown(processing_id, [someone(1)], [], choice=1)
    office.confirm(processing_id)
    refund(3)
    office.work()
    lines = {line["client_ref"]: line for line in report(office, processing_id)}
    assert len(lines) == len(ELIGIBLE)
    told = {ref: (lines[ref]["outcome"], lines[ref]["reason"], lines[ref]["paid"]) for ref in lines}
    assert told["crowd-1"] == ("skipped", "unticked", "0.00")
    assert told["crowd-2"] == ("rewarded", "", f"{reward_cents(2) / 100:.2f}")
    assert told["crowd-3"] == ("skipped", "changed", "0.00")
    assert lines["crowd-2"]["first_name"] == "'=cmd"
    assert lines["crowd-2"]["code"].startswith("LR-")


def test_the_list_is_sorted_by_name_sales_and_reward_and_pages_both_ways(tables: Engine) -> None:
    office = Office(NOW, people(tables, 60))
    run = office.run_of(office.load())
    numbers = [number for number in range(1, 61) if is_eligible(number)]
    for order, figure in ((Order.SALES, "qualifying_cents"), (Order.REWARD, "reward_cents")):
        found, after = [], ""
        while True:
            page = list_eligible(run, order, after=after)
            found += [getattr(each.row, figure) for each in page.people]
            if not page.after:
                break
            after = page.after
        assert len(found) == len(numbers)
        assert found == sorted(found, reverse=True)
    first = list_eligible(run, Order.NAME)
    second = list_eligible(run, Order.NAME, after=first.after)
    back = list_eligible(run, Order.NAME, before=second.before)
    assert [each.row.part for each in back.people] == [each.row.part for each in first.people]
    assert (first.before, back.before) == ("", "")
    places = [each.row.by_name for each in (*first.people, *second.people)]
    assert places == sorted(places, key=str)


def test_three_hundred_clients_are_loaded_and_all_but_some_left_out(tables: Engine) -> None:
    office = Office(NOW, people(tables, 300))
    processing_id = office.load()
    run = choose_everyone(processing_id, False, choice=1)
    assert not isinstance(run, Refusal)
    assert run.eligible == sum(map(is_eligible, range(1, 301)))
    some = [someone(number) for number in range(1, 40) if is_eligible(number)]
    choose_shown(processing_id, some, some, choice=run.choice)
    assert office.confirm(processing_id) is None
    office.work()
    run = office.run_of(processing_id)
    assert set(paid(tables)) == set(some)
    assert run.figures["rewarded"] == len(some)
    assert run.figures["unticked"] == run.eligible - len(some)
    assert left(run.eligible, run.figures) == 0
    assert len(report(office, processing_id)) == run.eligible


@pytest.mark.long
def test_five_thousand_clients_are_rewarded_in_one_run(tables: Engine) -> None:
    size = 6_500
    office = Office(NOW, people(tables, size))
    office.pages_in_time = 20
    processing_id = office.load()
    choose_shown(processing_id, [someone(1), someone(2)], [], choice=1)
    assert office.confirm(processing_id, actor=OPERATOR) is Refusal.MANAGER_NEEDED
    assert office.confirm(processing_id, actor=MANAGER) is None
    office.work()
    numbers = [number for number in range(3, size + 1) if is_eligible(number)]
    assert len(numbers) > 5_000
    assert paid(tables) == {someone(number): reward_cents(number) for number in numbers}
    run = office.run_of(processing_id)
    assert run.figures[Outcome.REWARDED] == len(numbers)
    assert left(run.eligible, run.figures) == 0


def test_a_screen_of_a_list_costs_three_calls_at_any_number(tables: Engine) -> None:
    office = Office(NOW, people(tables, 30))
    run = office.run_of(office.load())
    before = tables.requests
    list_eligible(run, Order.SALES)
    assert tables.requests - before == 3
    choose_shown(run.processing_id, [someone(1)], [], choice=1)
    assert tables.requests - before == 6
    assert len(rows(tables, run.processing_id)) == run.eligible
