"""What a referral link may show to whoever opens it: that it lives, and what it promises a friend."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.dates import local_date
from chalicelib.domain.program import Program, offered_on
from chalicelib.domain.promise import last_day, promise, promise_to_friend
from chalicelib.domain.studio import Studio
from chalicelib.models.link import Link


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A live link. `promise` is what its program gives a friend who comes now; empty where it gives nothing.

    Whose link it is stays unsaid: the address may be forwarded to anyone.
    """

    token: str
    promise: str


def shared(token: str | None, *, studio: Studio, now: datetime) -> Shared | None:
    """The live link of this token, or None. One read with a token, none without; counts nothing."""
    link = Link.of_token(token) if token is not None else None
    if link is None or link.removed_at is not None:
        return None
    program = studio.programs.get(link.program_id or "")
    _, to_friend = promises(program, link.enrolled_at, studio, now)
    return Shared(token=link.token, promise=to_friend)


def promises(
    program: Program | None, enrolled_at: datetime | None, studio: Studio, now: datetime
) -> tuple[str, str]:
    """What the program promises the referrer, and a friend who comes now; empty where nothing."""
    if program is None or program.inactive or enrolled_at is None:
        return "", ""
    preferences = studio.preferences
    zone = preferences.local_zone()
    until = last_day(program.terms, enrolled_at, zone)
    if until is not None and local_date(now, zone) > until:
        return "", ""
    currency, terms = preferences.currency, offered_on(program.terms, local_date(now, zone))
    return promise(terms, currency, until=until), promise_to_friend(terms, currency, until=until)
