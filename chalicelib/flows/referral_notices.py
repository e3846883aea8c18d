"""The letters of a referral: the referrer's reward and the friend's gift."""

from datetime import datetime

from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.program import Gift
from chalicelib.domain.reward import NewReward
from chalicelib.domain.studio import Preferences
from chalicelib.models.client import Client
from chalicelib.models.notice import notice_put
from chalicelib.models.transaction import Put


def reward_notice(
    referrer: Client, friend: Client, new: NewReward, *, code: str, preferences: Preferences, now: datetime
) -> Put:
    """The letter that tells the referrer of the reward; the friend by first name only."""
    values = {
        "amount": to_display(new.cents, preferences.currency),
        "code": code,
        "expires": day_in_words(new.expires_on) if new.expires_on else "",
        "friend_first_name": friend.first_name or "",
    }
    return notice_put(
        kind=Kind.REWARD, client_id=referrer.client_id, cause=f"issue:{new.reward_id}", values=values, now=now
    )


def gift_notice(
    friend: Client,
    referrer: Client,
    gift: Gift,
    new: NewReward | None,
    *,
    code: str,
    preferences: Preferences,
    cause: str,
    now: datetime,
) -> Put:
    """The letter that tells the friend of the gift: money of the friend's own, or an item's text."""
    last_day = new.expires_on if new is not None else gift.valid_until
    values = {
        "amount": to_display(new.cents, preferences.currency) if new is not None else "",
        "gift_text": gift.text,
        "code": code,
        "expires": day_in_words(last_day) if last_day else "",
        "referrer_first_name": referrer.first_name or "",
    }
    return notice_put(kind=Kind.GIFT, client_id=friend.client_id, cause=cause, values=values, now=now)
