"""An invoice's row that comes again takes back nothing that was done at the desk meanwhile."""

from chalicelib.domain.row import Outcome, Row
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models import studio
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import till
from tests.faults.ground import Ground
from tests.faults.invariants import broken

TOLD = {"client_ref": "anna", "invoice_ref": till.REF, "invoiced_on": "2026-11-20", "total": "100.00"}


def _tell(ground: Ground, **more: str) -> Outcome:
    (judged,) = record_invoices([Row({**TOLD, **more}, 2)], studio.load(), now=ground.now)
    return judged.outcome


def test_a_row_that_comes_again_leaves_payments_and_refunds_of_the_desk(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", NOW)
    assert _tell(ground, paid="40.00") is Outcome.STORED
    till.pay(ground, cents=6_000)
    till.refund(ground)
    for _ in range(2):
        assert _tell(ground, paid="40.00") is Outcome.UNCHANGED
        row = till.invoice(ground)
        assert (row["paid_cents"], row["refunded_cents"], row["sale_cents"]) == (10_000, 5_000, 5_000)
    assert broken(ground) == []


def test_another_row_is_the_files_word_again(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", NOW)
    _tell(ground, paid="40.00")
    till.pay(ground, cents=6_000)
    assert _tell(ground, paid="50.00") is Outcome.STORED
    assert till.invoice(ground)["paid_cents"] == 5_000
