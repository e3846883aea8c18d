"""Pages of rewards whose end a run sees to: they are closed, warned of, or given one."""

from collections.abc import Sequence

from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.give_last_day import give_last_day
from chalicelib.flows.list_night_work import over_at
from chalicelib.flows.night_work import Work, each
from chalicelib.flows.warn_of_expiry import expiring_letter, warn_of_expiry


def expire_page(work: Work, keys: Sequence[str]) -> None:
    """Close what is over; each key is `client reward`."""
    over = over_at(work.run, work.studio)

    def expire(key: str) -> None:
        client_id, reward_id = key.split(" ", 1)
        expired = expire_reward(
            client_id,
            reward_id,
            over_at=over,
            run_id=work.run.run_id,
            now=work.now,
            dry_run=work.run.dry_run,
        )
        work.count(rewards=1 if expired else 0, expired_cents=int(expired))

    each(work, keys, str, expire)


def warn_page(work: Work, keys: Sequence[str]) -> None:
    """Queue the letters about rewards that end soon, all by the letter as it is saved now."""
    letter = expiring_letter(work.studio.preferences)

    def warn(key: str) -> None:
        client_id, reward_id = key.split(" ", 1)
        warned = warn_of_expiry(
            client_id,
            reward_id,
            letter=letter,
            preferences=work.studio.preferences,
            as_of=work.run.as_of,
            run_id=work.run.run_id,
            now=work.now,
            dry_run=work.run.dry_run,
        )
        work.count(warned=int(warned))

    each(work, keys, str, warn)


def last_days_page(work: Work, keys: Sequence[str]) -> None:
    """Give rewards that never end the last day that a manager asked for."""
    wanted, zone = work.run.wanted_last_days, work.studio.preferences.local_zone()
    assert wanted is not None, "a page of last days without saying which"

    def give(key: str) -> None:
        client_id, reward_id = key.split(" ", 1)
        left = give_last_day(
            client_id, reward_id, wanted=wanted, zone=zone, run_id=work.run.run_id, now=work.now
        )
        work.count(rewards=1 if left else 0, given_cents=int(left))

    each(work, keys, str, give)
