"""Two records are joined while something else is on its way to one of them."""

from collections.abc import Callable, Iterator
from datetime import date

from chalicelib.domain.row import Row
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.join_clients import join_clients
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.record_session import record_sessions
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import form, joins
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race, Step

EVERY = 8  # The joining is long: it is stopped at every eighth of its calls.
REVIEWS = 4
Goal = Callable[[Ground], Iterator[str]]


def _two_with_sales(ground: Ground) -> None:
    """Bert has 250.00 of sales that no night has seen, and a link; Anna has 70.00."""
    scenes.studio()
    scenes.client("anna", ground.now)
    scenes.client("bert", ground.now)
    scenes.client("fred", ground.now)
    scenes.enroll(scenes.BERT, ground.now)
    cells = {"invoice_ref": "B-1", "client_ref": "bert", "invoiced_on": "2026-11-01", "total": "250.00"}
    (judged,) = record_invoices([Row(cells | {"paid": "250.00"}, 2)], studio.load(), now=ground.now)
    assert judged.outcome == "stored"
    scenes.invoice(scenes.ANNA, "A-1", 7_000, ground.now, date(2026, 11, 3))
    joins.qualifies(scenes.FRED, ground)


def join(ground: Ground) -> None:
    """Review and join; reviewed again as often as a record changed meanwhile."""
    for review in range(REVIEWS):
        draft = joins.begin(joins.WINNER, joins.LOSER, ground, f"review-{review}")
        if join_clients(draft, studio=studio.load(), actor=joins.OPERATOR, now=ground.now) is None:
            return
    raise AssertionError("the records changed at every review")


def _turned(ground: Ground) -> None:
    """Somebody else keeps the other record."""
    found = joins.compared(joins.LOSER, joins.WINNER)
    if found is None:
        return
    draft = joins.begun(found, ground, "turned")
    join_clients(draft, studio=studio.load(), actor=joins.OPERATOR, now=ground.now)


def _may_join(ground: Ground) -> None:
    found = joins.compared(joins.WINNER, joins.LOSER)
    if found is not None:
        draft = joins.begun(found, ground, "straight")
        join_clients(draft, studio=studio.load(), actor=joins.OPERATOR, now=ground.now)


def _night(ground: Ground) -> None:
    joins.reward(scenes.BERT, "run-1", ground)


def _next_night(ground: Ground) -> None:
    for client_id in (scenes.ANNA, scenes.BERT):
        joins.reward(client_id, "run-2", ground)


def _evaluate(ground: Ground) -> None:
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)


def _visitor(ground: Ground) -> None:
    form.send(ground, email="gina@people.example")


def _evaluate_all(ground: Ground) -> None:
    """As the streams would, again and again."""
    for row in ground.rows("referrals"):
        evaluate_referral(row["friend_id"], studio=studio.load(), now=ground.now)


def _invoice(ground: Ground) -> None:
    cells = {"invoice_ref": "B-9", "client_ref": "bert", "invoiced_on": "2026-11-20", "total": "80.00"}
    judged = record_invoices([Row(cells | {"paid": "80.00"}, 2)], studio.load(), now=ground.now)
    assert [each.outcome for each in judged] == ["stored"], judged


def _refund(ground: Ground) -> None:
    cells = {"invoice_ref": "B-1", "client_ref": "bert", "refunded": "50.00"}
    judged = record_invoices([Row(cells, 2)], studio.load(), now=ground.now)
    assert [each.outcome for each in judged] == ["stored"], judged


def _session(ground: Ground) -> None:
    cells = {"session_ref": "S-9", "client_ref": "bert", "starts_at": "2026-12-01T10:00", "status": "booked"}
    row = Row(cells | {"session_type": "Family"}, 2)
    judged = record_sessions(
        [row], studio.load(), client_of_token=lambda _: None, source="record", now=ground.now
    )
    assert [each.outcome for each in judged] == ["stored"], judged


def _settled(ground: Ground) -> Iterator[str]:
    differences = [*reconcile_client(joins.WINNER), *reconcile_client(joins.LOSER)]
    loser = joins.row(ground, "clients", client_id=joins.LOSER)
    yield from missing(
        joined=(loser.get("merged_into"), loser.get("joining")) == (joins.WINNER, None),
        no_difference=not differences,
    )


def _rewarded_once(ground: Ground) -> Iterator[str]:
    yield from _settled(ground)
    account = joins.row(ground, "accounts", client_id=joins.WINNER)
    yield from missing(
        three_hundred_are_rewarded=account["consumed_cents"] == 30_000,
        by_thirty=account["balance_cents"] == 3_000,
    )


def _friend_pays_anna(ground: Ground) -> Iterator[str]:
    yield from _settled(ground)
    referral = joins.row(ground, "referrals", friend_id=scenes.FRED)
    account = joins.row(ground, "accounts", client_id=joins.WINNER)
    yield from missing(
        rewarded=(referral["state"], referral["referrer_id"]) == ("rewarded", joins.WINNER),
        once=account["balance_cents"] == 2_500,
    )


def _visitor_is_annas(ground: Ground) -> Iterator[str]:
    yield from _settled(ground)
    friends = {row["client_id"]: row for row in ground.rows("clients") if row.get("source") == "form"}
    (friend,) = friends.values() or [{}]
    referral = joins.row(ground, "referrals", friend_id=friend.get("client_id"))
    yield from missing(
        sent_by_anna=referral.get("referrer_id") == joins.WINNER,
        referred_by_anna=friend.get("referred_by") == joins.WINNER,
    )


def _sales(cents: int, ground: Ground) -> Iterator[str]:
    yield from _settled(ground)
    account = joins.row(ground, "accounts", client_id=joins.WINNER)
    yield from missing(all_sales_are_annas=account["qualified_cents"] == cents)


def _with_the_invoice(ground: Ground) -> Iterator[str]:
    return _sales(40_000, ground)


def _with_the_refund(ground: Ground) -> Iterator[str]:
    return _sales(27_000, ground)


def _with_the_session(ground: Ground) -> Iterator[str]:
    yield from _settled(ground)
    sessions = {row["session_ref"]: row["client_id"] for row in ground.rows("sessions")}
    yield from missing(the_session_is_annas=sessions["S-9"] == joins.WINNER)


def _one_stays(ground: Ground) -> Iterator[str]:
    merged = {row["client_id"]: row.get("merged_into") for row in ground.rows("clients")}
    yield from missing(one_stays=[merged[joins.WINNER], merged[joins.LOSER]].count(None) == 1)


def _race(name: str, second: Step, goal: Goal, again: Step | None = None) -> Race:
    return Race(
        name=f"joining and {name}",
        prepare=_two_with_sales,
        first=join,
        second=second,
        again=again,
        goal=goal,
        every=EVERY,
    )


RACES = (
    _race("the night", _night, _rewarded_once, _next_night),
    _race("an evaluation", _evaluate, _friend_pays_anna, _evaluate_all),
    _race("a form by the other's link", _visitor, _visitor_is_annas, _evaluate_all),
    _race("a new invoice", _invoice, _with_the_invoice),
    _race("a refund", _refund, _with_the_refund),
    _race("a new session", _session, _with_the_session),
    Race(
        name="joining both ways",
        prepare=_two_with_sales,
        first=_may_join,
        second=_turned,
        goal=_one_stays,
        every=EVERY,
    ),
)
