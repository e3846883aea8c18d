"""A check of everything, and caches that are put as the ledger says."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.money import Cents
from chalicelib.domain.night_request import request_of
from chalicelib.domain.trial_balance import of_plain
from chalicelib.flows.begin_money_run import begin_check, begin_rebuild
from chalicelib.flows.rebuild_caches import rebuild_caches
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.run_night import run_by_hand
from chalicelib.models.account import Account
from chalicelib.models.reward import Reward
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows import loyalty, money
from tests.faults.flows.goal import missing
from tests.faults.flows.night import tools
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
CHECK, REBUILD = "money-1", "rebuild-1"
AN_HOUR = timedelta(hours=1)


def _nothing_yet(ground: Ground) -> None:
    scenes.studio()


def _begin_check(ground: Ground) -> None:
    begin_check(actor=MANAGER, functions=functions(), function_name=settings.night_function, now=ground.start)


def _begin_rebuild(ground: Ground) -> None:
    begin_rebuild(
        CHECK, actor=MANAGER, functions=functions(), function_name=settings.night_function, now=ground.start
    )


def _begun(ground: Ground) -> Iterator[str]:
    (audit,) = ground.rows("audit") or [{"after": {}}]
    names = {payload["name"] for _, payload in ground.started}
    yield from missing(the_night_was_told_of_one_run=names == {audit["after"].get("run")})
    for _, payload in ground.started:
        request_of(payload)


def a_spoiled_client(ground: Ground) -> None:
    """One with a loyalty reward, whose caches are not as its ledger says."""
    loyalty.a_loyal_client(ground)
    loyalty.reward(ground)
    (reward,) = Reward.query(scenes.ANNA)
    Account(scenes.ANNA).update([Account.consumed_cents.set(Cents(1))])
    reward.update([Reward.outstanding.remove(), Reward.voided.set(True)])


def rebuild(ground: Ground) -> None:
    """Put the client right."""
    rebuild_caches(scenes.ANNA, actor=MANAGER, now=ground.now)


def _is_right(ground: Ground) -> Iterator[str]:
    audits = [row for row in ground.rows("audit") if row["what"] == "caches rebuilt"]
    yield from missing(
        nothing_differs=not reconcile_client(scenes.ANNA),
        one_trace=[len(row["before"]) for row in audits] == [3],
    )


def two_accounts(ground: Ground) -> None:
    """One with a loyalty reward, one with a reward by hand."""
    loyalty.a_loyal_client(ground)
    loyalty.reward(ground)
    scenes.client("rita", ground.now)
    money.give(ground, "k1")


def check(ground: Ground) -> None:
    """Compare everyone."""
    asked = {"only": "reconciliation", "everyone": True, "name": CHECK}
    run_by_hand(request_of(asked), "cause", tools(ground, 200))


def checked(ground: Ground) -> Iterator[str]:
    """The run is over, nothing differs, and both sides are equal."""
    run = ground.row("runs", run_id=CHECK, part="run") or {}
    books = of_plain(run["books"]) if run.get("books") else None
    figures = run.get("figures", {}).get("reconciliation", {})
    covered = ground.row("runs", part="covered") or {}
    yield from missing(
        it_is_over=run.get("state") == "finished",
        everyone_was_compared=figures.get("compared") == len(ground.rows("accounts")),
        nothing_differs=figures.get("differences") == 0 and not covered.get("wrong"),
        the_balance_holds=books is not None and books.is_right,
        all_entries_are_in_it=books is not None and books.entries == len(ground.rows("ledger")),
        it_is_the_last_check=covered.get("checked") == CHECK,
    )


def a_check_that_found_it(ground: Ground) -> None:
    """A client who differs, and a check that says so."""
    a_spoiled_client(ground)
    check(ground)


def _rebuild_run(ground: Ground) -> None:
    asked = {"run": CHECK, "role": "manager", "request_id": MANAGER.request_id}
    run_by_hand(request_of({"rebuild": asked, "name": REBUILD}), "cause", tools(ground, 200))


def _all_put_right(ground: Ground) -> Iterator[str]:
    yield from _is_right(ground)
    run = ground.row("runs", run_id=REBUILD, part="run") or {}
    covered = ground.row("runs", part="covered") or {}
    report = ground.files.get(f"reports/runs/{REBUILD}.csv", b"").decode()
    yield from missing(
        it_is_over=run.get("state") == "finished",
        it_counts_right=run.get("figures", {}).get("rebuild") == {"clients": 1, "mended": 1, "left": 0},
        its_report_names_each=report.count("mended") == 3,
        nobody_is_wrong=not covered.get("wrong"),
    )


FLOWS = (
    Flow(name="begin_check", prepare=_nothing_yet, act=_begin_check, goal=_begun, calls=2),
    Flow(name="begin_rebuild", prepare=_nothing_yet, act=_begin_rebuild, goal=_begun, calls=2),
    Flow(
        name="rebuild_caches", prepare=a_spoiled_client, act=rebuild, goal=_is_right, calls=11, thrifty=True
    ),
    Flow(
        name="check_everything",
        prepare=two_accounts,
        act=check,
        goal=checked,
        calls=20,
        healed_later=True,
        thrifty=True,
    ),
    Flow(
        name="rebuild_everything",
        prepare=a_check_that_found_it,
        act=_rebuild_run,
        goal=_all_put_right,
        calls=20,
        healed_later=True,
        thrifty=True,
    ),
)
