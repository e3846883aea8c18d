"""Two people at one client's rewards: they issue, extend, void and redeem at once; or the night comes by."""

from collections.abc import Iterator

from chalicelib.domain.invoice_edit import Wanted
from chalicelib.domain.money import Cents
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.save_invoice import new_invoice
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import by_hand
from tests.faults.flows.by_hand import FACE, FIRST, MANAGER, OWED, SECOND
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _first(ground: Ground) -> None:
    if by_hand.issue(ground, FIRST) is not None:
        assert by_hand.issue(ground, FIRST, owed=0) is None, "reviewed again"


def _second(ground: Ground) -> None:
    if by_hand.issue(ground, SECOND) is not None:
        assert by_hand.issue(ground, SECOND, owed=0) is None, "reviewed again"


def _both_and_one_settled(ground: Ground) -> Iterator[str]:
    told = sorted(row["values"]["amount"] for row in ground.rows("notices"))
    return missing(
        both_stand=len(ground.rows("rewards")) == 2,
        settled_once=[each for each in by_hand.entries(ground) if "settle" in each] == [f"settle {OWED}"],
        the_letters_tell_of_what_is_left=told == ["$21.00", "$25.00"],
    )


def _with_an_invoice(ground: Ground) -> None:
    by_hand.a_reward(ground)
    wanted = Wanted(
        invoice_ref="INV-1",
        invoiced_on=ground.now.date(),
        total_cents=Cents(10_000),
        tax_cents=Cents(0),
        location_id=None,
    )
    new_invoice(scenes.RITA, wanted, actor=MANAGER, now=ground.now, studio=studio.load(), others=[])


def _extend(ground: Ground) -> None:
    by_hand.extend(ground, seen=0)


def _void(ground: Ground) -> None:
    by_hand.void(ground)


def _void_again(ground: Ground) -> None:
    by_hand.void(ground, "c3")


def _redeem(ground: Ground) -> None:
    parts = [(f"manual:{FIRST}", Cents(OWED))]
    redeem_rewards(scenes.RITA, "INV-1", parts, key="t1", actor=MANAGER, now=ground.now, studio=studio.load())


def _one_of(ground: Ground, *ends: list[str]) -> Iterator[str]:
    return missing(one_of_them=by_hand.entries(ground) in [[f"issue {FACE}", *each] for each in ends])


def _extended_or_void(ground: Ground) -> Iterator[str]:
    return _one_of(ground, ["extend 0"], [f"void {FACE}"])


def _void_once(ground: Ground) -> Iterator[str]:
    return _one_of(ground, [f"void {FACE}"])


def _void_or_used(ground: Ground) -> Iterator[str]:
    return _one_of(ground, [f"void {FACE}"], [f"redeem {OWED}"])


def _extended_or_closed(ground: Ground) -> Iterator[str]:
    return _one_of(ground, ["extend 0"], [f"expire {FACE}"])


RACES = (
    Race(
        name="two rewards by hand while something is owed",
        prepare=by_hand.a_debtor,
        first=_first,
        second=_second,
        goal=_both_and_one_settled,
        every=2,
    ),
    Race(
        name="a reward is extended and made void",
        prepare=by_hand.a_reward,
        first=_extend,
        second=_void,
        goal=_extended_or_void,
    ),
    Race(
        name="a reward is made void by two managers",
        prepare=by_hand.a_reward,
        first=_void,
        second=_void_again,
        goal=_void_once,
    ),
    Race(
        name="a reward is made void and redeemed",
        prepare=_with_an_invoice,
        first=_void,
        second=_redeem,
        goal=_void_or_used,
    ),
    Race(
        name="a reward is extended and closed by the night",
        prepare=by_hand.a_reward,
        first=_extend,
        second=by_hand.close,
        goal=_extended_or_closed,
    ),
)
