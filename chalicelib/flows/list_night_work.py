"""Whom or what a step of a run looks at, some at a time, from where the last listing ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain import expiry_warning, night
from chalicelib.domain.dates import start_of_day
from chalicelib.domain.night import Reach
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import Studio
from chalicelib.flows.consider_clients import accounts_of
from chalicelib.models.account import Account
from chalicelib.models.entry import EntryRow
from chalicelib.models.referral import WAITING, Referral
from chalicelib.models.reward import OPEN_BUCKET, OUTSTANDING, OpenRewards, Reward
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page

Key = dict[str, Any] | None
Cursor = tuple[int, Key] | None
START: Cursor = (0, None)
EMPTY_READS_MAX = 20
SCANNED = 1000
CHECKED_PAGES = 5


@dataclass(frozen=True)
class Listed:
    """One client, reward (`client reward`) or friend; with a client its account, as far as it was listed."""

    key: str
    account: Account | None = None


Source = Callable[[Key, int], tuple[list[Listed], Key]]


def list_work(run: Run, studio: Studio, cursor: Cursor, limit: int) -> tuple[list[Listed], Cursor]:
    """The next of what the run's step looks at, and where to go on; None when that was all.

    After many reads without anything it comes back with nothing and goes on from there.

    Indexes may be a little behind: nothing is decided from them that is not decided again from the
    rows themselves, and what they miss tonight the next night sees.
    """
    sources = sources_of(run, studio)
    for _ in range(EMPTY_READS_MAX):
        if cursor is None or cursor[0] >= len(sources):
            return [], None
        at, key = cursor
        found, last = sources[at](key, limit)
        cursor = (at, last) if last is not None else (at + 1, None)
        if found:
            return found, cursor if cursor[0] < len(sources) else None
    return [], cursor


def sources_of(run: Run, studio: Studio) -> Sequence[Source]:
    """Where the step's work is found, in order."""
    step = Step(run.step)
    today = run.started_at.date()
    if step is Step.LOYALTY:
        if run.reach == Reach.OFF:
            return ()
        if run.reach == Reach.FULL:
            return (_everyone,)
        return [_changed_on(day) for day in night.days(run.covered_from, today)]
    if step is Step.EXPIRY:
        return (_over(over_at(run, studio)),)
    if step is Step.WARNINGS:
        return _ending_soon(run, studio)
    if step is Step.REFERRALS:
        return (_waiting,)
    if step is Step.REBUILD:
        return (_differed_in((run.rebuild or {})["run"]),)
    if step is Step.LAST_DAYS:
        return (_endless(run),)
    if run.everyone:
        return (_everyone, _without_account(EntryRow), _without_account(Reward))
    others = _segment(night.segment(run.as_of))
    since = run.reconciled_from
    if since is None:
        return (_with_entries, others)
    return [*(_changed_on(day, entries_since=since) for day in night.days(since, today)), others]


def over_at(run: Run, studio: Studio) -> datetime:
    """A reward is over for this run when its `expires_at` is no later: the start of the run's day."""
    return start_of_day(run.as_of, studio.preferences.local_zone())


def _everyone(key: Key, limit: int) -> tuple[list[Listed], Key]:
    rows = Account.scan(limit=limit, last_evaluated_key=key)
    return [Listed(each.client_id, each) for each in rows], rows.last_evaluated_key


def _without_account(table: type[EntryRow | Reward]) -> Source:
    """Clients who have rows in `table` and no account: it was removed behind the product's back."""

    def read(key: Key, _: int) -> tuple[list[Listed], Key]:
        rows = table.scan(limit=SCANNED, last_evaluated_key=key, attributes_to_get=["client_id"])
        ids = list(dict.fromkeys(each.client_id for each in rows))
        known = accounts_of(ids)
        found = [each for each in ids if each not in known]
        if table is Reward:
            # Who has entries is found by them.
            found = [each for each in found if not list(EntryRow.query(each, limit=1))]
        return [Listed(each) for each in found], rows.last_evaluated_key

    return read


def _differed_in(run_id: str) -> Source:
    def read(key: Key, _: int) -> tuple[list[Listed], Key]:
        pages = Page.query(
            run_id,
            Page.part.startswith(f"{Step.RECONCILIATION.value}#"),
            limit=CHECKED_PAGES,
            last_evaluated_key=key,
            attributes_to_get=["run_id", "part", "differing"],
        )
        ids = [client_id for page in pages for client_id in page.differing or ()]
        return [Listed(each) for each in dict.fromkeys(ids)], pages.last_evaluated_key

    return read


def _with_entries(key: Key, limit: int) -> tuple[list[Listed], Key]:
    found, last = _everyone(key, limit)
    return [each for each in found if each.account is not None and each.account.seq], last


def _segment(number: int) -> Source:
    def read(key: Key, limit: int) -> tuple[list[Listed], Key]:
        rows = Account.scan(
            segment=number, total_segments=night.SEGMENTS, limit=limit, last_evaluated_key=key
        )
        return [Listed(each.client_id, each) for each in rows], rows.last_evaluated_key

    return read


def _changed_on(day: date, *, entries_since: date | None = None) -> Source:
    def is_wanted(account: Account) -> bool:
        if entries_since is None:
            return True
        return account.last_entry_at is not None and account.last_entry_at.date() >= entries_since

    def read(key: Key, limit: int) -> tuple[list[Listed], Key]:
        rows = Account.due.query(day.isoformat(), limit=limit, last_evaluated_key=key)
        return [Listed(each.client_id, each) for each in rows if is_wanted(each)], rows.last_evaluated_key

    return read


def _over(instant: datetime) -> Source:
    def read(key: Key, limit: int) -> tuple[list[Listed], Key]:
        rows = Reward.open_rewards.query(
            OPEN_BUCKET, OpenRewards.expires_at <= instant, limit=limit, last_evaluated_key=key
        )
        return [Listed(f"{each.client_id} {each.reward_id}") for each in rows], rows.last_evaluated_key

    return read


def _ending_soon(run: Run, studio: Studio) -> Sequence[Source]:
    """The rewards of which a warning is due; one whose client was told costs no more than its line."""
    preferences = studio.preferences
    ahead, zone = expiry_warning.distances(preferences), preferences.local_zone()
    if not ahead:
        return ()
    after, last = expiry_warning.window(run.as_of, max(ahead), zone)

    def is_due(row: Reward) -> bool:
        assert row.expires_at is not None
        left = expiry_warning.days_left(row.expires_at, run.as_of, zone)
        settled = expiry_warning.settled_of(row.warned, row.expires_at)
        # What an earlier try of this run settled is listed again with its page, never anew.
        return expiry_warning.due(left, settled, ahead) is not None

    def read(key: Key, limit: int) -> tuple[list[Listed], Key]:
        within = OpenRewards.expires_at.between(after + timedelta(microseconds=1), last)
        rows = Reward.open_rewards.query(OPEN_BUCKET, within, limit=limit, last_evaluated_key=key)
        found = [Listed(f"{each.client_id} {each.reward_id}") for each in rows if is_due(each)]
        return found, rows.last_evaluated_key

    return (read,)


def _endless(run: Run) -> Source:
    wanted = run.wanted_last_days
    assert wanted is not None, "a run of last days without saying which"

    def read(key: Key, limit: int) -> tuple[list[Listed], Key]:
        rows = Reward.by_outstanding.query(OUTSTANDING, limit=limit, last_evaluated_key=key)
        found = [each for each in rows if wanted.takes(each.source, each.issued_at, each.expires_at)]
        return [Listed(f"{each.client_id} {each.reward_id}") for each in found], rows.last_evaluated_key

    return read


def _waiting(key: Key, limit: int) -> tuple[list[Listed], Key]:
    rows = Referral.waiting_index.query(WAITING, limit=limit, last_evaluated_key=key)
    return [Listed(each.friend_id) for each in rows], rows.last_evaluated_key
