"""Sales and nights: what is counted, and what is rewarded."""

from collections.abc import Iterator
from functools import partial

from chalicelib.domain.row import Row
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import loyalty
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _two_nights_worth(total_cents: int, ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    left = account["qualified_cents"] - account["consumed_cents"]
    return missing(
        all_is_rewarded=account["balance_cents"] == total_cents,
        the_rest_carries_over=0 <= left < 10_000,
        a_letter_for_each=len(ground.rows("notices")) == len(ground.rows("rewards")),
    )


def _new_sale(ground: Ground) -> None:
    cells = {"invoice_ref": "INV-9", "client_ref": "anna", "invoiced_on": "2026-11-20", "total": "80.00"}
    judged = record_invoices([Row(cells | {"paid": "80.00"}, 2)], studio.load(), now=ground.now)
    assert [each.outcome for each in judged] == ["stored"], judged


def _next_night(ground: Ground) -> None:
    loyalty.reward(ground, "run-2")


def _counted_with_the_sale(ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    return missing(
        counted_from_the_day=account.get("start_on") == loyalty.START_ON.isoformat(),
        with_the_new_sale=account["qualified_cents"] == 24_000,
    )


RACES = (
    Race(
        name="night and another night",
        prepare=loyalty.a_loyal_client,
        first=partial(loyalty.reward, run_id="run-1"),
        second=partial(loyalty.reward, run_id="run-2"),
        goal=partial(_two_nights_worth, 2_000),
    ),
    Race(
        name="night and a new invoice",
        prepare=loyalty.a_loyal_client,
        first=loyalty.reward,
        second=_new_sale,
        again=_next_night,
        goal=partial(_two_nights_worth, 3_000),
    ),
    Race(
        name="counting anew and a new invoice",
        prepare=loyalty.a_loyal_client,
        first=loyalty.recount,
        second=_new_sale,
        goal=_counted_with_the_sale,
    ),
    Race(
        name="night and counting anew",
        prepare=loyalty.a_loyal_client,
        first=loyalty.reward,
        second=loyalty.recount,
        goal=loyalty.rewarded_whatever_is_counted,
    ),
)
