"""Two records of one friend become one: which of their referrals stands, and why the others do not.

Source: rules 3 and 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.referral import GIVEN, Reason, Refusal, State
from chalicelib.domain.referred_by import STAFF

RANKS = ("link", "typed_code", STAFF)
"""Evidence, the weakest first."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A referral of one of the two records. `friend_id` is that record, `friend_created_at` its beginning."""

    friend_id: str
    referrer_id: str
    evidence: str
    state: State
    has_gift: bool
    created_at: datetime
    friend_created_at: datetime
    enrolled_at: datetime | None
    is_doubtful: bool = False  # Held because the friend may be a client already.

    @property
    def has_given(self) -> bool:
        """Whether it gave a reward or a gift, after which it is moved by a void alone."""
        return self.state in GIVEN or self.has_gift

    @property
    def strength(self) -> tuple[bool, int, float]:
        """The greater one stands: what has given already, then the better evidence, then the earlier."""
        rank = RANKS.index(self.evidence) if self.evidence in RANKS else -1
        return self.has_given, rank, -self.created_at.timestamp()


@dataclass(frozen=True)
class Joined:
    """The referral that stands, if any, with its state and reason, and why each of the others is void."""

    stands: Sent | None
    state: State | None
    reason: str | None
    void: Mapping[str, str]
    """Reason by the friend of the referral."""


def joined(sent: Sequence[Sent], created_at: Mapping[str, datetime], *, still_doubtful: bool) -> Joined:
    """What becomes of the referrals `sent` of two records that were `created_at`, by their ids.

    A self-referral is void. One by the form, of somebody who was a client already under the other
    record, is void unless it has given. Of two that are left the stronger one stands.
    `still_doubtful`: the record that stays may be a third one's, so that what was held stays held.
    """
    void: dict[str, str] = {}
    left = []
    for each in sent:
        if each.state is State.VOID:
            continue
        others = [at for client_id, at in created_at.items() if client_id != each.friend_id]
        was_client = any(at < each.friend_created_at for at in others)
        if each.referrer_id in created_at:
            void[each.friend_id] = Refusal.SELF_REFERRAL.value
        elif was_client and each.evidence != STAFF and not each.has_given:
            void[each.friend_id] = Refusal.FRIEND_IS_CLIENT.value
        else:
            left.append(each)
    left.sort(key=lambda each: each.strength, reverse=True)
    void |= {each.friend_id: Refusal.FRIEND_ALREADY_REFERRED.value for each in left[1:]}
    if not left:
        return Joined(None, None, None, void)
    state, reason = _state(left[0], min(created_at.values()), still_doubtful=still_doubtful)
    return Joined(left[0], state, reason, void)


def _state(sent: Sent, created_at: datetime, *, still_doubtful: bool) -> tuple[State, str | None]:
    """Where the one that stands goes on; None as reason: it keeps its own."""
    if sent.has_given or sent.state not in (State.PENDING, State.HELD):
        return sent.state, None
    if sent.enrolled_at is not None and created_at < sent.enrolled_at:
        return State.RECORDED, Reason.FRIEND_BEFORE_ENROLLMENT.value
    if sent.state is State.HELD and sent.is_doubtful and not still_doubtful:
        return State.PENDING, None
    return sent.state, None
