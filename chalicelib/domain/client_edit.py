"""What staff typed into a client's form, read into the values of the record, or what is wrong in words.

Only what was changed is read, so that what stands already is never judged anew. Source: rules 6;
*Creating a Client*.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from chalicelib.domain import answers
from chalicelib.domain.client_choices import read_choices, read_status
from chalicelib.domain.client_reach import read_reach
from chalicelib.domain.client_typed import (
    CONSENT_NOTE,
    DAYS,
    NAMES_AS_TYPED,
    TEXTS,
    TICKS,
    Typed,
    changed,
    typed_of,
)
from chalicelib.domain.dates import local_date
from chalicelib.domain.names import with_capitals
from chalicelib.domain.staff_consent import NOTE_MAX
from chalicelib.domain.staff_words import Problems
from chalicelib.domain.studio import Studio

SALUTATIONS = (
    *("Mr.", "Mrs.", "Ms.", "Miss", "Mx.", "Dr.", "Prof.", "Rev."),
    *("Mr. and Mrs.", "Mr. and Mr.", "Mrs. and Mrs.", "The Family"),
)
"""Suggested; anything may be typed. The studio cannot change them."""
NOTES_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Edited:
    """The attributes that become different, None for one that goes; and what is wrong, by control."""

    values: Mapping[str, Any]
    problems: Mapping[str, str]


def capitalized(typed: Typed, standing: Typed, studio: Studio) -> Typed:
    """The first letters of changed names made capitals, unless the studio or the operator says not to.

    A name that stands already stays as it is: somebody kept it so.
    """
    bypass = typed[NAMES_AS_TYPED] or not studio.preferences.auto_capitals
    names = {
        name: with_capitals(typed[name], bypass=bypass)
        for name in ("first_name", "last_name")
        if typed[name] != standing[name]
    }
    return typed | names


def read_edit(typed: Typed, before: Mapping[str, Any], studio: Studio, now: datetime) -> Edited:
    """What `typed` makes of the record `before`, which is empty for a new client."""
    standing = typed_of(before, studio)
    typed = capitalized(typed, standing, studio)
    touched = frozenset(changed(standing, typed))
    today = local_date(now, studio.preferences.local_zone())
    problems = Problems()
    values = {
        **_texts(typed, touched, problems),
        **read_reach(typed, touched, before, studio, problems),
        **read_status(typed, touched, studio, today, problems),
        **read_choices(typed, touched, before, studio, problems),
        **_days(typed, touched, today, problems),
        **{name: [_kept(name, line) for line in typed[name]] for name in touched & {"family", "tasks"}},
    }
    if (
        not typed["first_name"]
        and not typed["last_name"]
        and (not before or touched & {"first_name", "last_name"})
    ):
        problems.say("last_name", "A client needs a first or a last name.")
    different = {
        name: value for name, value in values.items() if (value or None) != (before.get(name) or None)
    }
    return Edited(values=different, problems=problems)


def _texts(typed: Typed, touched: Set[str], problems: Problems) -> dict[str, Any]:
    """One line each, the notes, the ticks."""
    values: dict[str, Any] = {
        name: problems.take(name, partial(answers.line, typed[name], longest))
        for name, longest in TEXTS.items()
        if name in touched
    }
    # Kept with the consents, not with the record.
    problems.take(CONSENT_NOTE, partial(answers.line, typed[CONSENT_NOTE], NOTE_MAX))
    if "notes" in touched:
        values["notes"] = problems.take("notes", partial(answers.paragraphs, typed["notes"], NOTES_MAX))
    return values | {name: typed[name] for name in TICKS if name in touched}


def _days(typed: Typed, touched: Set[str], today: date, problems: Problems) -> dict[str, Any]:
    """Anniversary, birthday, contract, and the two of the studio's own."""
    read = {name: partial(answers.day, typed[name]) for name in DAYS}
    read["birthday_on"] = partial(answers.birthday, typed["birthday_on"], today)
    return {name: problems.take(name, read[name]) for name in DAYS if name in touched}


def _kept(name: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """A family member or a task as it is kept: a task has an id, by which it is marked done elsewhere."""
    kept = {field: value for field, value in line.items() if field != "key"}
    return kept | {"task_id": line["key"]} if name == "tasks" else kept
