"""What a letter says of a reward that ends soon is looked at once more when it goes."""

from datetime import datetime

from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.notice import Reason
from chalicelib.domain.studio import Preferences
from chalicelib.flows.stop_letter import ISSUED, TELL_OF_IT
from chalicelib.flows.warn_of_expiry import reward_of
from chalicelib.models.notice import Notice
from chalicelib.models.reward import Reward


def not_any_more(notice: Notice, now: datetime) -> Reason | None:
    """Why the letter must not go: nothing is left, another day is the last one, or the reward that it brings
    was made void. None for other letters.

    One read; one more for each joining of the client's record.
    """
    brought = _brought(notice)
    if brought is not None and brought.voided:
        return Reason.REWARD_SPENT
    row = _reward(notice)
    return None if row is None else _refusal(row, notice, now)


def brought_up_to_date(notice: Notice, preferences: Preferences, now: datetime) -> Reason | None:
    """Like `not_any_more`; where less is left by now, the notice says so from here on.

    When somebody else has moved the notice, whatever is done with it next is refused by its version.
    """
    row = _reward(notice)
    if row is None:
        return None
    refused = _refusal(row, notice, now)
    amount = to_display(row.remaining_cents, preferences.currency)
    if refused is None and notice.values["amount"] != amount:
        notice.restate({**notice.values, "amount": amount})
    return refused


def _reward(notice: Notice) -> Reward | None:
    """The reward that a warning of the night speaks of, with whoever has it now."""
    reward_id = reward_of(notice.cause) if notice.kind == Kind.EXPIRING else None
    return None if reward_id is None else Reward.at_home(notice.client_id, reward_id)


def _brought(notice: Notice) -> Reward | None:
    """The reward that the letter tells of as new, with whoever has it now."""
    reward_id = notice.cause.removeprefix(ISSUED)
    if notice.kind not in TELL_OF_IT or reward_id == notice.cause:
        return None
    return Reward.at_home(notice.client_id, reward_id)


def _refusal(row: Reward, notice: Notice, now: datetime) -> Reason | None:
    if row.remaining_cents == 0 or row.voided:
        return Reason.REWARD_SPENT
    if row.expires_on is None or day_in_words(row.expires_on) != notice.values["expires"]:
        return Reason.REWARD_MOVED
    return Reason.REWARD_OVER if row.expires_at is not None and row.expires_at <= now else None
