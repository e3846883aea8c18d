"""Whether a client is sent a letter and enrolled by it, and what came of that. Source: rules 2."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.enrollment import Enrolled, Open
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.notice import Reason
from chalicelib.domain.program import Program, offered_on
from chalicelib.domain.promise import last_day, promise
from chalicelib.domain.studio import Preferences

STEP = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What came of one invitation.

    `refused`: why nothing is sent; then nothing was written. `enrolled`: what the enrollment did, None
    for a letter alone. `repeated`: this very cause stands already, and nothing was written.
    """

    refused: Reason | None = None
    enrolled: Enrolled | None = None
    repeated: bool = False
    notice_id: str = ""


def program_refusal(program: Program | None, open_one: Open | None, *, skip_enrolled: bool) -> Reason | None:
    """Why nobody is enrolled in this program, or why not this client."""
    if program is None or program.inactive:
        return Reason.NO_PROGRAM
    if skip_enrolled and open_one is not None and open_one.program_id != program.program_id:
        return Reason.ENROLLED_ELSEWHERE
    return None


def start_of(open_one: Open | None, now: datetime) -> datetime:
    """The start of the enrollment: now, and in any case after the open one's, whatever clock that came by."""
    return now if open_one is None else max(now, open_one.enrolled_at + STEP)


def program_values(
    kind: Kind, program: Program | None, enrolled_at: datetime | None, preferences: Preferences
) -> dict[str, str]:
    """What a letter of this kind says of the program, as it is promised now."""
    if program is None or enrolled_at is None:
        return {}
    zone = preferences.local_zone()
    terms = offered_on(program.terms, local_date(enrolled_at, zone))
    until = last_day(terms, enrolled_at, zone)
    said = {
        "program_name": program.terms.program_name or program.description,
        "program_promise": promise(terms, preferences.currency, until=until),
    }
    return {name: value for name, value in said.items() if name in FORMS[kind].fields}
