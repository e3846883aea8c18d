"""Under which headings a client stands, and in which place: what the console finds clients by.

A place begins with what its heading is sorted by and ends with the client, so that no two share one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from chalicelib.domain.contact import canonical_email, canonical_mobile

ALL = "all"
STATUS_DUE = "status_due"
FOLLOW_UP = "follow_up"
DOUBTFUL = "doubtful"
WHO_SENT = "who_sent"
EVERY_YEAR = ("birthday", "anniversary")
BEHIND = "#"
"""Sorts before every letter and digit of a folded name, and is in none of them."""
AFTER_ALL = "~"
"""Sorts behind whatever stands after a day."""
NAME_MAX = 60
WORDS_MAX = 6
LISTED_MAX = 25
SECONDARY_MAX = 2
_NO_WORD = re.compile(r"[\W_]+")
_NO_BREAK = dict.fromkeys(map(ord, "'`´’‘ʼ."))
"""What stands inside a word: O'Brien is found as obrien, J.P. as jp."""
# Letters that have no accent to take off, and what people type for them.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


class Entry(NamedTuple):
    """One place under one heading."""

    heading: str
    place: str


def folded(name: str) -> str:
    """A name as it is sorted and compared: words of small letters and digits, one space between them.

    Accents, case, apostrophes and dots make no difference, other signs part words: `O’Brien-Søndergård`
    is `obrien sondergard`. What has no letters is empty. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_NO_BREAK).translate(_LETTERS)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFC", bare).casefold()).split()
    return " ".join(words)[:NAME_MAX].strip()


def name_heading(folded_name: str) -> str:
    """The heading of the names that begin with the same letter, so that one letter is enough to look for."""
    return f"name#{folded_name[:1]}"


def email_heading(canonical: str) -> str:
    """The heading of those who have an address."""
    return f"email#{canonical}"


def phone_heading(number: str) -> str:
    """The heading of those who have a number."""
    return f"phone#{number}"


def item_heading(kind: str, item_id: str) -> str:
    """The heading of those who have an item of a list, such as a `status` or a `lead_source`."""
    return f"{kind}#{item_id}"


def month_heading(kind: str, month: int) -> str:
    """The heading of those whose `birthday` or `anniversary` is in a month."""
    return f"{kind}#{month:02d}"


def sort_name(client: Mapping[str, Any]) -> str:
    """The folded name a client stands under in every list: last name first, else the company."""
    name = f"{client.get('last_name') or ''} {client.get('first_name') or ''}"
    return folded(name) or folded(client.get("company") or "")


def entries(client: Mapping[str, Any], country: str) -> frozenset[Entry]:
    """Where the client of these values (models/client.py) should stand; nowhere once joined to another.

    `country` is the studio's own, for numbers without `+`. An erased client stands nowhere either.
    """
    if client.get("merged_into") or client.get("erased_at"):
        return frozenset()
    client_id = client["client_id"]
    by_name = f"{sort_name(client)}{BEHIND}{client_id}"
    found = {Entry(heading, by_name) for heading in _headings(client, country)}
    found |= {Entry(name_heading(name), f"{name}{BEHIND}{client_id}") for name in _names(client)}
    return frozenset(found | set(_days(client, by_name)))


def _headings(client: Mapping[str, Any], country: str) -> Iterator[str]:
    """The headings under which names are in order."""
    yield ALL
    for kind in ("status", "status_reason", "lead_source", "organization", "location"):
        if item_id := client.get(f"{kind}_id"):
            yield item_heading(kind, item_id)
    for kind, name in (("group", "groups"), ("marketing_plan", "marketing_plans")):
        yield from (item_heading(kind, item_id) for item_id in client.get(name) or ())
    family: Sequence[Mapping[str, Any]] = client.get("family") or ()
    for member in family:
        if relationship_id := member.get("relationship_id"):
            yield item_heading("relationship", relationship_id)
    people = [client, *_secondary(client)]
    for phone in (phone for person in (client, *family) for phone in _phones(person)):
        if label := str(phone.get("label") or "").strip():
            yield item_heading("phone_label", label)
    for person in people:
        for phone in _phones(person):
            if number := canonical_mobile(str(phone.get("number") or ""), country):
                yield phone_heading(number)
        for address in _emails(person):
            if canonical := canonical_email(address):
                yield email_heading(canonical)


def _names(client: Mapping[str, Any]) -> set[str]:
    """Every way to begin a name: each of its words first, the others behind it in their order."""
    people = [client, *_secondary(client)]
    names = [f"{each.get('first_name') or ''} {each.get('last_name') or ''}" for each in people]
    return {turned for name in (*names, client.get("company") or "") for turned in _turned(folded(name))}


def _turned(name: str) -> Iterator[str]:
    words = name.split()
    for first in range(min(len(words), WORDS_MAX)):
        yield " ".join(words[first:] + words[:first])


def _days(client: Mapping[str, Any], by_name: str) -> Iterator[Entry]:
    if due_on := client.get("status_due_on"):
        yield Entry(STATUS_DUE, f"{_day(due_on)}{BEHIND}{by_name}")
    if follow_up_on := next_follow_up(client.get("tasks") or ()):
        yield Entry(FOLLOW_UP, f"{follow_up_on}{BEHIND}{by_name}")
    if client.get("doubtful_of"):
        yield Entry(DOUBTFUL, f"{_day(client.get('created_on') or '')}{BEHIND}{by_name}")
    if client.get("who_sent_you") and not client.get("who_sent_you_settled_at"):
        yield Entry(WHO_SENT, f"{_day(client.get('created_on') or '')}{BEHIND}{by_name}")
    for kind in EVERY_YEAR:
        if on := client.get(f"{kind}_on"):
            day = _day(on)
            yield Entry(month_heading(kind, int(day[5:7])), f"{day[8:10]}{BEHIND}{by_name}")


def next_follow_up(tasks: Iterable[Mapping[str, Any]]) -> str | None:
    """The earliest day on which a task or call is due that is not done, as `2026-11-22`."""
    days = [_day(task["due_on"]) for task in tasks if task.get("due_on") and not is_done(task)]
    return min(days, default=None)


def is_done(task: Mapping[str, Any]) -> bool:
    """Whether a task or call is behind us."""
    return bool(task.get("done") or task.get("done_on") or task.get("done_at"))


def _secondary(client: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The members of the family who are found like the client."""
    members = [member for member in client.get("family") or () if member.get("secondary_contact")]
    return members[:SECONDARY_MAX]


def _phones(person: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for phone in (person.get("phones") or ())[:LISTED_MAX]:
        if isinstance(phone, Mapping):
            yield phone


def _emails(person: Mapping[str, Any]) -> list[str]:
    own = [person["email"]] if isinstance(person.get("email"), str) else []
    return [*(person.get("emails") or ()), *own][:LISTED_MAX]


def _day(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()
