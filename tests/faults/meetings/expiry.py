"""A reward's end meets its use, its extension, and another end."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.dates import local_date
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.reward_change import Change
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import expiry
from tests.faults.flows.expiry import REWARD
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race
from tests.flows import endings
from tests.flows.endings import NEW_YORK


def _use_some(ground: Ground) -> None:
    endings.take(scenes.ANNA, REWARD, 1_000, now=ground.now)


def _use_all(ground: Ground) -> None:
    endings.take(scenes.ANNA, REWARD, 2_500, now=ground.now)


def _told_what_was_left(ground: Ground) -> Iterator[str]:
    amounts = [row["values"]["amount"] for row in ground.rows("notices")]
    reward = ground.row("rewards", reward_id=REWARD) or {}
    return missing(
        told_once=amounts in (["$25.00"], ["$15.00"]),
        marked="warned" in reward,
        the_use_stands=reward["remaining_cents"] == 1_500,
    )


def _told_or_spent(ground: Ground) -> Iterator[str]:
    reward = ground.row("rewards", reward_id=REWARD) or {}
    return missing(
        mark_and_letter_go_together=len(ground.rows("notices")) == ("warned" in reward),
        the_use_stands=reward["remaining_cents"] == 0,
    )


def _extend(ground: Ground) -> None:
    change = Change(
        client_id=scenes.ANNA,
        reward_id=REWARD,
        turn_seen=0,
        reason="asked for",
        key="key-1",
        actor=expiry.MANAGER,
        now=ground.now,
    )
    extend_reward(change, local_date(ground.start, NEW_YORK) + timedelta(days=90), studio.load())


def _told_or_extended(ground: Ground) -> Iterator[str]:
    reward = ground.row("rewards", reward_id=REWARD) or {}
    return missing(
        mark_and_letter_go_together=len(ground.rows("notices")) == ("warned" in reward),
        extended=bool(reward.get("earlier_ends")),
    )


def _over(ground: Ground) -> None:
    """25.00 that were good until yesterday."""
    scenes.studio()
    scenes.client("anna", ground.now)
    today = local_date(ground.now, NEW_YORK)
    endings.give(scenes.ANNA, "k", on=today - timedelta(days=365), through=today - timedelta(days=1))


def _expire(ground: Ground) -> None:
    expire_reward(scenes.ANNA, REWARD, over_at=ground.start, run_id="run-1", now=ground.now)


def _closed_or_extended(ground: Ground) -> Iterator[str]:
    kinds = sorted(row["kind"] for row in ground.rows("ledger"))
    reward = ground.row("rewards", reward_id=REWARD) or {}
    closed = (kinds, reward["remaining_cents"]) == (["expire", "issue"], 0)
    extended = (kinds, reward["remaining_cents"]) == (["extend", "issue"], 2_500)
    return missing(one_of_both=closed or extended)


def _give_by_another(ground: Ground) -> None:
    expiry.give(ground, "run-2")


def _given_and_used(ground: Ground) -> Iterator[str]:
    reward = ground.row("rewards", reward_id=REWARD) or {}
    yield from expiry.given(ground)
    yield from missing(the_use_stands=reward["remaining_cents"] == 1_500)


RACES = (
    Race(
        name="a warning and a use of some",
        prepare=expiry.ends_in_a_week,
        first=expiry.warn,
        second=_use_some,
        goal=_told_what_was_left,
    ),
    Race(
        name="a warning and a use of all",
        prepare=expiry.ends_in_a_week,
        first=expiry.warn,
        second=_use_all,
        goal=_told_or_spent,
    ),
    Race(
        name="a warning and an extension",
        prepare=expiry.ends_in_a_week,
        first=expiry.warn,
        second=_extend,
        goal=_told_or_extended,
    ),
    Race(
        name="an expiry and an extension",
        prepare=_over,
        first=_expire,
        second=_extend,
        goal=_closed_or_extended,
    ),
    Race(
        name="a last day and a use of some",
        prepare=expiry.never_ends,
        first=expiry.give,
        second=_use_some,
        goal=_given_and_used,
    ),
    Race(
        name="two runs that give a last day",
        prepare=expiry.never_ends,
        first=expiry.give,
        second=_give_by_another,
        goal=expiry.given,
    ),
)
