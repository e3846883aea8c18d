"""A stop meets the sending, and one who drops a mailing meets one who confirms it."""

from collections.abc import Iterator
from datetime import timedelta

from tests.faults.flows import mailings
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _prepared(ground: Ground) -> None:
    mailings.people(ground)
    mailings.prepare(ground)
    mailings.work(ground)


def _confirmed(ground: Ground) -> None:
    _prepared(ground)
    mailings.confirm(ground)


def _later(ground: Ground) -> None:
    """What the clock brings once every lease is over."""
    ground.pass_time(timedelta(minutes=15))
    mailings.work(ground)


def _resumed(ground: Ground) -> None:
    """After the stop somebody lets it go on, and whoever was not written to before is now."""
    _later(ground)
    mailings.resume(ground)
    mailings.work(ground)


def _one_decision_stands(ground: Ground) -> Iterator[str]:
    (row,) = [each for each in ground.rows("mailings") if each["part"] == "mailing"]
    sent = sorted(each["client_id"] for each in ground.rows("notices"))
    confirmed = any(each["what"] == "confirm" for each in ground.rows("audit"))
    # A stop may come first and drop the list, or last and find that it goes.
    yield from missing(
        all_or_nobody=sent == (mailings.WRITTEN_TO if row["state"] == "finished" else []),
        nothing_goes_unconfirmed=confirmed or not sent,
        it_came_to_an_end=row["state"] in ("finished", "dropped", "stopped"),
    )


RACES = (
    Race(
        name="a stop and the sending",
        prepare=_confirmed,
        first=mailings.work,
        second=mailings.stop,
        again=_resumed,
        goal=mailings.is_sent,
        every=2,
    ),
    Race(
        name="one who drops it and one who confirms",
        prepare=_prepared,
        first=mailings.confirm,
        second=mailings.stop,
        again=_later,
        goal=_one_decision_stands,
    ),
)
