"""What is typed for a mailing, read step by step: whom it is for, what goes, and when it begins."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.lists import item_of
from chalicelib.domain.money import NotMoney, from_text
from chalicelib.domain.recipients import BY_LIST, NO_PROGRAM, Criteria
from chalicelib.domain.studio import Studio

MAILABLE = (Kind.INVITATION, Kind.REMINDER, Kind.PROFILE_REQUEST, Kind.NOTE)
"""The kinds that may go to many; the others tell of something that happened to one."""
SHIPPED: Mapping[str, tuple[Kind, LetterForm]] = MappingProxyType(
    {
        f"shipped:{kind.value}:{form.value}": (kind, form)
        for kind in MAILABLE
        if kind is not Kind.NOTE
        for form in LetterForm
    }
)
"""The letters that ship, by how they are named among those to choose from; a note is the studio's own."""
WHOM = (*BY_LIST, "loyalty", "program_id", "sales_since", "sales_min")
WHAT = ("letter", "enroll_in", "skip_enrolled")
WHEN = ("how", "day", "time")
NOW, LATER = "now", "later"
AHEAD_MAX = timedelta(days=90)
YES = "yes"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")

Typed = Mapping[str, str]
Problems = dict[str, str]


def read_whom(typed: Typed, studio: Studio, today: date) -> tuple[Criteria, Problems]:
    """Whom the mailing is for, and what is wrong with it by control."""
    problems: Problems = {}
    chosen = {name: typed.get(name, "") for name in BY_LIST}
    for name, kind in BY_LIST.items():
        if chosen[name] and item_of(studio, kind, chosen[name]) is None:
            problems[name] = "This is not on the list any more. Choose another one."
    program_id = typed.get("program_id", "")
    if program_id and program_id != NO_PROGRAM and program_id not in studio.programs:
        problems["program_id"] = "There is no such program any more. Choose another one."
    since, amount = _day(typed.get("sales_since", "")), None
    if typed.get("sales_since") and (since is None or since > today):
        problems["sales_since"] = "This is not a day up to today, such as 2026-11-22."
    if typed.get("sales_min"):
        try:
            amount = from_text(typed["sales_min"].replace(",", ""))
        except NotMoney:
            problems["sales_min"] = "This is not an amount such as 250.00."
        else:
            if amount <= 0:
                problems["sales_min"] = "The amount must be more than nothing."
            elif not typed.get("sales_since"):
                problems["sales_since"] = "Say since when, as an amount is given."
    criteria = Criteria(
        **chosen,
        loyalty=typed.get("loyalty") == YES,
        program_id=program_id,
        sales_since=since,
        sales_min_cents=amount,
    )
    return criteria, problems


def letter_of(name: str, heads: Mapping[str, LetterHead]) -> tuple[Kind, LetterForm, str] | None:
    """Kind, form and id of a letter that was chosen, of which the id is empty where it ships; else None."""
    if name in SHIPPED:
        return (*SHIPPED[name], "")
    head = heads.get(name)
    if head is None or head.kind not in MAILABLE or head.inactive:
        return None
    return head.kind, head.form, name


def read_what(typed: Typed, studio: Studio, heads: Mapping[str, LetterHead]) -> Problems:
    """What is wrong with the letter or the program that were chosen, by control."""
    problems: Problems = {}
    if letter_of(typed.get("letter", ""), heads) is None:
        problems["letter"] = "Choose a letter."
    program_id = typed.get("enroll_in", "")
    program = studio.programs.get(program_id)
    if program_id and (program is None or program.inactive):
        problems["enroll_in"] = "This program is not active any more. Choose another one."
    return problems


def read_when(typed: Typed, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, Problems]:
    """When the mailing begins, None for at once; a day and a time of the studio's own clock."""
    if typed.get("how", NOW) != LATER:
        return None, {}
    day, found = _day(typed.get("day", "")), _TIME.fullmatch(typed.get("time", ""))
    problems: Problems = {}
    if day is None:
        problems["day"] = "This is not a day, such as 2026-11-22."
    if found is None:
        problems["time"] = "This is not a time of day, such as 09:30."
    if day is None or found is None:
        return None, problems
    begins_at = datetime.combine(day, time(int(found[1]), int(found[2])), tzinfo=zone).astimezone(UTC)
    if begins_at <= now:
        return None, {"day": "This time is over."}
    if begins_at > now + AHEAD_MAX:
        return None, {"day": f"Plan at most {AHEAD_MAX.days} days ahead."}
    return begins_at, {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None
