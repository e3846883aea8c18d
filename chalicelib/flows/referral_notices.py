"""The letters of a referral: the referrer's reward and the friend's gift."""

from datetime import datetime

from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.letters import Kind, day_in_words
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.program import Gift
from chalicelib.domain.reward import NewReward
from chalicelib.domain.studio import Preferences
from chalicelib.models.client import Client
from chalicelib.models.letter import head_of
from chalicelib.models.notice import notice_put
from chalicelib.models.transaction import Put


def reward_notice(
    referrer: Client,
    friend: Client,
    new: NewReward,
    *,
    usable_cents: Cents,
    code: str,
    letter_id: str | None = None,
    preferences: Preferences,
    now: datetime,
) -> Put:
    """The letter that tells the referrer of the reward; the friend by first name only.

    `usable_cents` is what is left of it once what was owed is settled. `letter_id` is the studio's own
    letter, which goes as it is saved now; without one the shipped letter goes.
    """
    letter = _outgoing(Kind.REWARD, letter_id)
    values = {
        "amount": to_display(usable_cents, preferences.currency),
        "code": code,
        "expires": day_in_words(new.expires_on) if new.expires_on else "",
        "friend_first_name": friend.first_name or "",
    }
    return notice_put(
        kind=letter.kind,
        client_id=referrer.client_id,
        cause=f"issue:{new.reward_id}",
        values=values,
        now=now,
        form=letter.form,
        letter=letter.ref,
    )


def gift_notice(
    friend: Client,
    referrer: Client,
    gift: Gift,
    new: NewReward | None,
    *,
    usable_cents: Cents | None,
    code: str,
    letter_id: str | None = None,
    preferences: Preferences,
    cause: str,
    now: datetime,
) -> Put:
    """The letter that tells the friend of the gift: money of the friend's own, or an item's text."""
    letter = _outgoing(Kind.GIFT, letter_id)
    last_day = new.expires_on if new is not None else gift.valid_until
    values = {
        "amount": to_display(usable_cents, preferences.currency) if usable_cents is not None else "",
        "gift_text": gift.text,
        "code": code,
        "expires": day_in_words(last_day) if last_day else "",
        "referrer_first_name": referrer.first_name or "",
    }
    return notice_put(
        kind=letter.kind,
        client_id=friend.client_id,
        cause=cause,
        values=values,
        now=now,
        form=letter.form,
        letter=letter.ref,
    )


def _outgoing(kind: Kind, letter_id: str | None) -> Outgoing:
    """The studio's letter, a retired one too: the terms named it. The shipped one where there is none."""
    head = head_of(letter_id) if letter_id is not None else None
    if head is None or head.kind is not kind:
        return Outgoing(kind=kind)
    return Outgoing(kind=kind, form=head.form, ref=head.ref)
