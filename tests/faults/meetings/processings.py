"""Two runs by hand meet each other, the night and a stop; ticking meets the confirming."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.processing import State
from chalicelib.flows.begin_processing import begin_processing, confirm_processing
from chalicelib.flows.run_processing import run_processing
from chalicelib.models import studio
from chalicelib.models.processing import Processing
from tests.faults.flows import loyalty, processings
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _later(ground: Ground) -> None:
    """What the clock brings once every lease is over: paying, then writing."""
    for _ in range(2):
        ground.pass_time(timedelta(minutes=15))
        processings.work(ground)


def _resumed(ground: Ground) -> None:
    """After the stop somebody lets it go on, and whoever was not paid before is now."""
    _later(ground)
    processings.resume(ground)
    _later(ground)


def _two_confirmed(ground: Ground) -> None:
    """Two lists of the same clients, loaded by two operators, both set going."""
    processings.people(ground)
    for cause in ("one", "two"):
        begin_processing(
            cause,
            processings.RULE,
            studio=studio.load(),
            runner=processings.runner(),
            actor=processings.MANAGER,
            now=ground.now,
        )
    processings.work(ground)
    for each in _ids(ground):
        run = Processing.find(each)
        assert run is not None
        confirm_processing(
            each,
            reviewed=(run.ticked, run.ticked_cents, run.choice),
            studio=studio.load(),
            runner=processings.runner(),
            actor=processings.MANAGER,
            now=ground.now,
        )


def _ids(ground: Ground) -> list[str]:
    rows = [row for row in ground.rows("processings") if row["part"] == "processing"]
    return sorted(str(row["processing_id"]) for row in rows)


def _first(ground: Ground) -> None:
    run_processing(_ids(ground)[0], studio.load(), processings.means(ground))


def _second(ground: Ground) -> None:
    run_processing(_ids(ground)[1], studio.load(), processings.means(ground))


def _night(ground: Ground) -> None:
    """The night comes to Anna."""
    loyalty.reward(ground, "night-1")


def _each_is_paid_once(ground: Ground) -> Iterator[str]:
    paid = {row["client_id"]: row["face_cents"] for row in ground.rows("rewards")}
    runs = [row for row in ground.rows("processings") if row["part"] == "processing"]
    settled = [sum(row["figures"].get(name, 0) for name in ("rewarded", "skipped")) for row in runs]
    return missing(
        each_once=len(ground.rows("rewards")) == 2 and paid == processings.PAID,
        a_letter_each=len(ground.rows("notices")) == 2,
        all_ended=all(row["state"] == State.FINISHED for row in runs),
        nobody_is_forgotten=settled == [2] * len(runs),
    )


def _ticked_or_confirmed(ground: Ground) -> Iterator[str]:
    """Who unticks after the confirming changes nothing; who confirms after the unticking is told."""
    row = processings.run_row(ground)
    paid = {each["client_id"] for each in ground.rows("rewards")}
    unticked = row["ticked"] == 1
    return missing(
        paid_as_it_was_reviewed=paid == (set() if unticked else set(processings.PAID)),
        waits_or_ended=row["state"] == (State.PREPARED if unticked else State.FINISHED),
    )


def _confirm_as_loaded(ground: Ground) -> None:
    """Confirm what was reviewed when the list was loaded."""
    confirm_processing(
        processings.run_id(ground),
        reviewed=(2, 3_000, 1),
        studio=studio.load(),
        runner=processings.runner(),
        actor=processings.MANAGER,
        now=ground.now,
    )


def _paid_or_dropped(ground: Ground) -> Iterator[str]:
    row = processings.run_row(ground)
    paid = {each["client_id"] for each in ground.rows("rewards")}
    return missing(
        all_or_nobody=paid == (set(processings.PAID) if row["state"] == State.FINISHED else set()),
        it_came_to_an_end=row["state"] in (State.FINISHED, State.DROPPED, State.STOPPED),
    )


RACES = (
    Race(
        name="two runs by hand",
        prepare=_two_confirmed,
        first=_first,
        second=_second,
        again=_later,
        goal=_each_is_paid_once,
        every=4,
    ),
    Race(
        name="a run by hand and the night",
        prepare=processings.confirmed,
        first=processings.work,
        second=_night,
        again=_later,
        goal=_each_is_paid_once,
        every=4,
    ),
    Race(
        name="a stop and a run by hand",
        prepare=processings.confirmed,
        first=processings.work,
        second=processings.stop,
        again=_resumed,
        goal=_each_is_paid_once,
        every=3,
    ),
    Race(
        name="one who unticks and one who confirms",
        prepare=processings.prepared,
        first=processings.untick,
        second=_confirm_as_loaded,
        again=_later,
        goal=_ticked_or_confirmed,
        every=3,
    ),
    Race(
        name="one who drops a list and one who confirms it",
        prepare=processings.prepared,
        first=processings.confirm,
        second=processings.stop,
        again=_later,
        goal=_paid_or_dropped,
    ),
)
