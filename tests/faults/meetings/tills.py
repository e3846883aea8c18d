"""Tills: two at once with one reward or one invoice, with the night, and with a file."""

from collections.abc import Iterator
from functools import partial

from chalicelib.domain.row import Row
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models import studio
from tests.faults.flows import till
from tests.faults.flows.goal import missing
from tests.faults.flows.till import DUE, FACE, FIRST, REF, SECOND
from tests.faults.ground import Ground
from tests.faults.races import Race


def _one_of_two(ground: Ground) -> Iterator[str]:
    return missing(
        one_was_redeemed=till.entries("redeem", ground) == [2_000],
        the_rest_is_left=till.left(FIRST, ground) == FACE - 2_000,
        the_invoice_knows_one=till.invoice(ground)["redeemed_cents"] == 2_000,
    )


def _used_or_expired(ground: Ground) -> Iterator[str]:
    gone = till.entries("redeem", ground), till.entries("expire", ground)
    return missing(
        nothing_is_left=till.left(FIRST, ground) == 0,
        used_and_the_rest_expired_or_all=gone in (([2_000], [500]), ([], [FACE])),
        the_invoice_knows=till.invoice(ground)["redeemed_cents"] == sum(gone[0]),
    )


def _nothing_stands_on_a_void_one(ground: Ground) -> Iterator[str]:
    return missing(
        it_is_void="voided_on" in till.invoice(ground),
        nothing_stands=till.invoice(ground)["redeemed_cents"] == 0,
        all_is_left=(till.left(FIRST, ground), till.left(SECOND, ground)) == (FACE, FACE),
    )


def _one_payment(ground: Ground) -> Iterator[str]:
    return missing(one_of_them=till.invoice(ground)["paid_cents"] == 6_000)


def _never_too_much(ground: Ground) -> Iterator[str]:
    row = till.invoice(ground)
    amounts = row["paid_cents"], row["redeemed_cents"]
    return missing(one_of_them=amounts in ((DUE, 0), (0, 2_500)))


def _told(ground: Ground) -> None:
    """A file tells what was paid: 30.00, whatever a desk takes."""
    cells = {"invoice_ref": REF, "client_ref": "anna", "paid": "30.00"}
    record_invoices([Row(cells, 2)], studio.load(), now=ground.now)


def _both_or_the_files(ground: Ground) -> Iterator[str]:
    """The file's word is the whole, at its moment; a payment after it is added."""
    row = till.invoice(ground)
    own = [line["cents"] for line in row["payments"] if "key" in line]  # type: ignore[attr-defined]
    return missing(
        the_desks_line_stands=own == [4_000],
        the_sum_is_one_of_two=row["paid_cents"] in (3_000, 7_000),
        lines_make_the_sum=sum(line["cents"] for line in row["payments"]) == row["paid_cents"],  # type: ignore[attr-defined]
    )


RACES = (
    Race(
        name="a reward at two tills",
        prepare=till.an_invoice,
        first=partial(till.redeem, key="a", parts=((FIRST, 2_000),)),
        second=partial(till.redeem, key="b", parts=((FIRST, 2_000),)),
        goal=_one_of_two,
        every=2,
    ),
    Race(
        name="a reward at a till and its last night",
        prepare=till.an_invoice,
        first=partial(till.redeem, parts=((FIRST, 2_000),)),
        second=till.expire,
        goal=_used_or_expired,
        every=2,
    ),
    Race(
        name="a reward at a till and the invoice's void",
        prepare=till.an_invoice,
        first=till.redeem,
        second=till.void,
        goal=_nothing_stands_on_a_void_one,
        every=2,
    ),
    Race(
        name="a void at the desk and by a file",
        prepare=till.one_redeemed_on,
        first=till.void,
        second=till.void_by_file,
        goal=till.returned,
        every=2,
    ),
    Race(
        name="a redemption taken back and the invoice's void",
        prepare=till.one_redeemed_on,
        first=till.take_back,
        second=till.void,
        goal=till.returned,
        every=2,
    ),
    Race(
        name="two payments of more than is due together",
        prepare=till.an_invoice,
        first=partial(till.pay, key="a", cents=6_000),
        second=partial(till.pay, key="b", cents=6_000),
        goal=_one_payment,
        every=2,
    ),
    Race(
        name="a payment of all that is due and a reward",
        prepare=till.an_invoice,
        first=till.pay,
        second=till.redeem,
        goal=_never_too_much,
        every=2,
    ),
    Race(
        name="a payment at the desk and a file",
        prepare=till.an_invoice,
        first=partial(till.pay, cents=4_000),
        second=_told,
        goal=_both_or_the_files,
        every=2,
    ),
)
