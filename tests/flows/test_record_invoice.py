from datetime import date, timedelta

import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Row
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.packed import transact_groups
from tests.flows.studios import STUDIO, invoice, jane, starting

JANE, BEN = client_id_of_ref("C-1"), client_id_of_ref("C-2")


@pytest.fixture(autouse=True)
def _clients(tables, now):
    record_clients([jane(), jane(client_ref="C-2")], STUDIO, now=now)


def told(now, *rows: Row, studio=STUDIO) -> list[tuple[str, str]]:
    """Outcome and column of each row."""
    return [(each.outcome.value, each.column) for each in record_invoices(rows, studio, now=now)]


def qualified(client_id: str = JANE) -> int:
    return Account.read(client_id).qualified_cents


def test_a_paid_invoice_counts_once_however_often_it_comes(tables, now):
    assert told(now, invoice(tax="20", total="120")) == [("stored", "")]
    assert told(now, invoice(tax="20", total="120")) == [("unchanged", "")]
    assert qualified() == 10000

    row = Invoice.get(JANE, "I-1")
    assert (row.total, row.sale_cents, row.paid_on, row.version) == ("120.00", 10000, date(2026, 11, 1), 1)
    assert row.payments == [{"cents": 12000, "on": "2026-11-01", "by_rewards": False}]
    assert tables.rows("accounts")[0]["due_bucket"] == "2026-11-22"


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ({"paid": "119.99"}, {"paid": "120"}, (0, 12000)),
        ({"paid": "20"}, {"paid_by_rewards": "100"}, (0, 2000)),
        ({}, {"refunded": "60"}, (12000, 6000)),
        ({}, {"voided_on": "2026-11-05"}, (12000, 0)),
        ({}, {"total": "100", "tax": "10"}, (12000, 9000)),
        ({"total": "-50", "tax": "-5", "paid": "-50"}, {}, (0, 0)),
        ({}, {"total": "200"}, (12000, 0)),
    ],
)
def test_a_change_moves_the_account_by_the_difference(tables, now, first, then, expected):
    told(now, invoice(**first))
    before = qualified()
    told(now, invoice(**(dict.fromkeys(("total", "tax", "paid"), "") | then)))
    assert (before, qualified()) == expected


def test_all_invoices_of_a_client_move_its_account_together(tables, now):
    rows = [invoice(invoice_ref=f"I-{each}", client_ref=f"C-{each % 2 + 1}") for each in range(200)]
    assert set(told(now, *rows)) == {("stored", "")}
    assert (qualified(), qualified(BEN)) == (100 * 12000, 100 * 12000)
    assert set(told(now + timedelta(days=1), *rows)) == {("unchanged", "")}
    assert {each["due_bucket"] for each in tables.rows("accounts")} == {"2026-11-22"}


def test_only_sales_since_the_start_date_count_and_the_account_says_which(tables, now):
    studio = starting(date(2026, 11, 2))
    rows = invoice(), invoice(invoice_ref="I-2", invoiced_on="2026-11-02")
    assert told(now, *rows, studio=studio) == [("stored", "")] * 2
    assert (qualified(), Account.read(JANE).start_on) == (12000, date(2026, 11, 2))

    # The studio's own date has moved; the account is counted by its own until the night.
    assert told(now, invoice(invoice_ref="I-3"), studio=starting(None)) == [("stored", "")]
    assert (qualified(), Account.read(JANE).start_on) == (12000, date(2026, 11, 2))


def test_an_account_of_all_history_stays_one_when_the_studio_sets_a_start_date(tables, now):
    told(now, invoice())
    told(now, invoice(invoice_ref="I-2"), studio=starting(date(2026, 11, 2)))
    assert qualified() == 24000
    assert Account.read(JANE).start_on is None


def test_a_moved_date_leaves_or_enters_the_program(tables, now):
    studio = starting(date(2026, 11, 2))
    told(now, invoice(invoiced_on="2026-11-02"), studio=studio)
    told(now, invoice(invoiced_on="2026-11-01"), studio=studio)
    assert qualified() == 0
    told(now, invoice(invoiced_on="2026-11-03"), studio=studio)
    assert qualified() == 12000


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"invoice_ref": ""}, "invoice_ref"),
        ({"client_ref": ""}, "client_ref"),
        ({"invoiced_on": ""}, "invoiced_on"),
        ({"total": ""}, "total"),
        ({"total": "1,200.00"}, "total"),
        ({"total": "12.345"}, "total"),
        ({"tax": "120.01"}, "tax"),
        ({"tax": "-1"}, "tax"),
        ({"paid": "-1"}, "paid"),
        ({"refunded": "-1"}, "refunded"),
        ({"paid_by_rewards": "$5"}, "paid_by_rewards"),
        ({"location_ref": "Mars"}, "location_ref"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_stored(tables, now, cells, column):
    assert told(now, invoice(**cells), invoice(invoice_ref="I-2")) == [("refused", column), ("stored", "")]
    assert [each["invoice_ref"] for each in tables.rows("invoices")] == ["I-2"]


def test_an_invoice_is_one_clients(tables, now):
    assert told(now, invoice(), invoice(client_ref="C-2")) == [("stored", ""), ("refused", "client_ref")]
    assert told(now, invoice(client_ref="C-2")) == [("refused", "client_ref")]
    assert qualified(BEN) == 0


def test_rows_of_one_invoice_are_applied_in_their_order_and_an_older_one_loses(tables, now):
    rows = (
        invoice(paid="", updated_at="2026-11-02T10:00Z"),
        invoice(total="", paid="120", updated_at="2026-11-02T12:00Z"),
        invoice(paid="0", updated_at="2026-11-02T11:00Z"),
    )
    assert told(now, *rows) == [("stored", ""), ("stored", ""), ("older", "updated_at")]
    assert qualified() == 12000


def test_a_row_ahead_of_its_client_waits_once(tables, now):
    early = invoice(client_ref="C-9"), invoice(client_ref="C-9", total="", refunded="20")
    assert told(now, *early) == [("waiting", "client_ref")] * 2
    (waits,) = [each for each in tables.rows("waiting") if each["row"] != "#"]
    assert (waits["row"], waits["cells"]["total"], waits["cells"]["refunded"]) == (
        "invoices:I-1",
        "120.00",
        "20",
    )
    assert tables.rows("invoices") == []


def test_a_merged_clients_invoices_are_the_winners(tables, now):
    Client(BEN).update([Client.merged_into.set(JANE)])
    assert told(now, invoice(client_ref="C-2")) == [("stored", "")]
    assert (qualified(), qualified(BEN)) == (12000, 0)


def test_a_lost_race_counts_what_stands_then(tables, now, monkeypatch):
    told(now, invoice())
    raced: list[int] = []

    def beaten(groups):
        if not raced:
            raced.append(1)
            assert told(now, invoice(paid="0")) == [("stored", "")]
        return transact_groups(groups)

    monkeypatch.setattr("chalicelib.flows.record_invoice.transact_groups", beaten)
    assert told(now, invoice(refunded="60")) == [("stored", "")]
    # Paid again by the row that came last.
    assert qualified() == 6000
