"""What a program promises, in one plain sentence: to the referrer, and to the friend.

The sentence says everything that must hold and nothing that the terms do not give. Source: rules 1.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import local_date
from chalicelib.domain.letters import day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Terms


def last_day(terms: Terms, enrolled_at: datetime, zone: ZoneInfo) -> date | None:
    """The last day on which a friend may come, by the studio's clocks; None where any day counts."""
    if terms.within_days is None:
        return None
    return local_date(enrolled_at, zone) + timedelta(days=terms.within_days)


def promise(terms: Terms, currency: str, *, until: date | None = None) -> str:
    """What the referrer is promised, and the friend.

    `until` is the last day that counts for this referrer (`last_day`); without it the days are said.
    """
    at_once = terms.gift_timing is GiftTiming.ON_INTAKE
    gift = f"{_gift(terms.gift, currency)}{' right away' if at_once else ''}" if terms.gift else ""
    asked = _conditions(terms, currency, until, their=True)
    if terms.reward_cents is not None:
        reward = _money(terms.reward_cents, terms.reward_expires_after_days, currency)
        also = f"; your friend gets {gift}" if gift else ""
        return f"You get {reward} for each friend who {_list(asked)}{_most(terms)}{also}."
    if gift:
        return f"Each friend who {_list(asked[:1] if at_once else asked)} gets {gift}."
    return f"We keep note of each friend who {_list(asked)}; the program gives no reward and no gift."


def promise_to_friend(terms: Terms, currency: str, *, until: date | None = None) -> str:
    """What the friend is promised; empty where the program has no gift."""
    if terms.gift is None:
        return ""
    asked = _conditions(terms, currency, until, their=False)
    if terms.gift_timing is GiftTiming.ON_INTAKE:
        asked = asked[:1]
    if terms.within_days is None:
        asked = asked[1:]  # Who reads it comes already.
    gift = _gift(terms.gift, currency)
    if not asked:
        return f"You get {gift}."
    said = _list(asked)
    return f"{said[0].upper()}{said[1:]}, and you get {gift}."


def _conditions(terms: Terms, currency: str, until: date | None, *, their: bool) -> list[str]:
    """All that the friend must do, in the order in which it happens."""
    end = "s" if their else ""
    found = [_come(terms, until, their=their)]
    if terms.session_completed:
        found.append(f"book{end} and complete{end} a session")
    elif terms.session_booked:
        found.append(f"book{end} a session")
    if terms.paid_sales_min_cents is not None:
        found.append(f"spend{end} at least {to_display(terms.paid_sales_min_cents, currency)} before tax")
    return found


def _come(terms: Terms, until: date | None, *, their: bool) -> str:
    verb = "comes to us as a new client" if their else "come to us"
    if terms.within_days is None:
        return verb
    if until is not None:
        return f"{verb} by {day_in_words(until)}"
    whose = "your" if their else "your friend's"
    return f"{verb} within {_days(terms.within_days)} of {whose} joining the program"


def _most(terms: Terms) -> str:
    most = terms.rewards_per_client_max
    if most is None:
        return ""
    return ", once" if most == 1 else f", up to {most} times"


def _gift(gift: Gift, currency: str) -> str:
    if gift.kind is GiftKind.REWARD:
        return _money(gift.cents or 0, gift.expires_after_days, currency)
    text = " ".join(gift.text.split()).rstrip(".") or "ask us what it is"
    valid = f", valid through {day_in_words(gift.valid_until)}" if gift.valid_until else ""
    return f"a gift ({text}{valid})"


def _money(cents: int, after_days: int | None, currency: str) -> str:
    good = "" if after_days is None else f" (good for {_days(after_days)})"
    return f"{to_display(cents, currency)} to spend at the studio{good}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _list(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
