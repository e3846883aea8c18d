"""A client is told that a reward ends soon: once for each last day and distance, whatever nights see it."""

from datetime import date, datetime

from chalicelib.domain import expiry_warning
from chalicelib.domain.expiry_warning import Settled
from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.studio import Preferences
from chalicelib.models.letter import head_of
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Unknown, Update, Write, transact

TRIES = 8
CAUSE = "expires:"


def expiring_letter(preferences: Preferences) -> Outgoing:
    """The letter that goes: the one the studio chose, as it is saved now, or the one that ships."""
    head = head_of(preferences.expiring_letter_id) if preferences.expiring_letter_id else None
    if head is None:
        return Outgoing(kind=Kind.EXPIRING)
    return Outgoing(kind=head.kind, form=head.form, ref=head.ref)


def warn_of_expiry(
    client_id: str,
    reward_id: str,
    *,
    letter: Outgoing,
    preferences: Preferences,
    as_of: date,
    run_id: str,
    now: datetime,
    dry_run: bool = False,
) -> bool:
    """Whether this run queues the letter that is due, or did at an earlier try.

    Notice and mark are one transaction, under the condition that the reward stands as it was read; the
    mark alone where the letter that brought the reward said when it ends. A day that was set later
    (an extension) came with no letter: of it the client is told however near it is. Raises Unknown when
    the outcome of the write is not known.
    """
    zone, ahead = preferences.local_zone(), expiry_warning.distances(preferences)
    for _ in range(TRIES):
        row = Reward.find(client_id, reward_id)
        if row is None or not _is_open(row, now):
            return False
        assert row.expires_at is not None
        settled = _settled(row)
        if settled is not None and settled.run_id == run_id:
            notice_id = notice_id_of(Kind.EXPIRING, client_id, cause_of(row, settled.days))
            return Notice.find(notice_id) is not None
        days = expiry_warning.due(expiry_warning.days_left(row.expires_at, as_of, zone), settled, ahead)
        if days is None:
            return False
        was_told = expiry_warning.was_just_told(row.expires_at, row.issued_at, days, zone)
        is_queued = bool(row.earlier_ends) or not was_told
        if dry_run:
            return is_queued
        mark = _mark(row, Settled(expires_at=row.expires_at, days=days, run_id=run_id))
        notice = [_notice(row, days, letter, preferences, now)] if is_queued else []
        result = transact([mark, *notice])
        if not result.stands and not result.failed_on(Reward):
            # It was told of this very day before: the last day went to and fro.
            is_queued, result = False, transact([mark])
        if result.stands:
            return is_queued
    raise Unknown("the reward changed on every try")


def cause_of(row: Reward, days: int) -> str:
    """What makes the notice: this reward, this last day, so many days ahead."""
    return f"{CAUSE}{row.reward_id}:{row.expires_on}:{days}"


def reward_of(cause: str) -> str | None:
    """The id of the reward that such a cause speaks of; None for any other cause."""
    if not cause.startswith(CAUSE):
        return None
    return cause.removeprefix(CAUSE).rsplit(":", 2)[0]


def _is_open(row: Reward, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at > now and row.remaining_cents > 0 and not row.voided


def _settled(row: Reward) -> Settled | None:
    """What was settled of the reward's end, also by whoever had it before records were joined.

    A night may have marked that row in the moment in which the reward left it.
    """
    assert row.expires_at is not None
    found = [expiry_warning.settled_of(row.warned, row.expires_at)]
    before = row
    while before.transferred_from is not None:
        earlier = Reward.find(*before.transferred_from.split(" "))
        if earlier is None:
            break
        found.append(expiry_warning.settled_of(earlier.warned, row.expires_at))
        before = earlier
    return min((each for each in found if each is not None), key=lambda each: each.days, default=None)


def _mark(row: Reward, settled: Settled) -> Update:
    unchanged = (Reward.remaining_cents == row.remaining_cents) & (Reward.turn == row.turn)
    unmarked = Reward.warned.does_not_exist() if row.warned is None else Reward.warned == row.warned
    actions = [Reward.warned.set(settled.text)]
    return Update(Reward(row.client_id, row.reward_id), actions, unchanged & unmarked)


def _notice(row: Reward, days: int, letter: Outgoing, preferences: Preferences, now: datetime) -> Write:
    assert row.expires_on is not None
    return notice_put(
        kind=letter.kind,
        form=letter.form,
        letter=letter.ref,
        client_id=row.client_id,
        cause=cause_of(row, days),
        values={
            "amount": to_display(row.remaining_cents, preferences.currency),
            "code": row.code,
            "expires": day_in_words(row.expires_on),
        },
        now=now,
    )
