"""The letters we ship: what each is for and which values it is merged with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from chalicelib.domain.notice import Purpose

LONGEST_LINE = 120
LONGEST_TEXT = 2_000
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LOOPBACK = ("localhost", "127.0.0.1")


class Kind(StrEnum):
    """What a letter is for."""

    INVITATION = "invitation"  # To recommend the studio, with the client's own link.
    REMINDER = "reminder"  # Of that invitation.
    REWARD = "reward"  # For a referral.
    GIFT = "gift"  # For the friend.
    LOYALTY = "loyalty"  # A reward for the client's own purchases.
    EXPIRING = "expiring"  # A reward that ends soon.
    PROFILE_REQUEST = "profile_request"  # To look whether what we know is still right.
    NOTE = "note"  # Whatever the studio has to say.
    THANKS = "thanks"  # A reward that somebody gave by hand.


@dataclass(frozen=True, kw_only=True)
class Form:
    """A kind's purpose and its values: `needed` ones say something, `optional` ones may be empty."""

    purpose: Purpose
    needed: frozenset[str]
    optional: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Every value the letter can show."""
        return self.needed | self.optional


_PROGRAM = frozenset({"program_name", "program_promise"})

FORMS = {
    Kind.INVITATION: Form(purpose=Purpose.MARKETING, needed=frozenset(), optional=_PROGRAM),
    Kind.REMINDER: Form(purpose=Purpose.MARKETING, needed=frozenset(), optional=_PROGRAM),
    Kind.REWARD: Form(
        purpose=Purpose.SERVICE,
        needed=frozenset({"amount", "code"}),
        optional=frozenset({"expires", "friend_first_name"}),
    ),
    Kind.GIFT: Form(
        purpose=Purpose.SERVICE,
        needed=frozenset(),  # What a studio left empty in its gift must not hold up the reward beside it.
        optional=frozenset({"amount", "gift_text", "code", "expires", "referrer_first_name"}),
    ),
    Kind.LOYALTY: Form(
        purpose=Purpose.SERVICE,
        needed=frozenset({"amount", "code"}),
        optional=frozenset({"expires"}),
    ),
    Kind.THANKS: Form(
        purpose=Purpose.SERVICE,
        needed=frozenset({"amount", "code"}),
        optional=frozenset({"expires"}),
    ),
    Kind.EXPIRING: Form(
        purpose=Purpose.SERVICE,
        needed=frozenset({"amount", "code", "expires"}),
        optional=frozenset(),
    ),
    Kind.PROFILE_REQUEST: Form(purpose=Purpose.MARKETING, needed=frozenset(), optional=frozenset()),
    Kind.NOTE: Form(purpose=Purpose.MARKETING, needed=frozenset(), optional=_PROGRAM),
}
_SEVERAL_LINES = ("_text", "_promise")


def merge_values(kind: Kind, values: Mapping[str, str]) -> dict[str, str]:
    """The values as they are kept with the notice: every field of the kind, each a clean line of text.

    Whatever a person typed is made harmless, never refused: a strange name must not hold up
    the reward it belongs to. A field that the kind does not have, one that is missing though
    needed, or a value that is not text is a bug of the caller and raises ValueError.
    """
    form = FORMS[kind]
    if unknown := set(values) - form.fields:
        raise ValueError(f"the letter {kind} has no field {', '.join(sorted(unknown))}")
    merged = {}
    for field in sorted(form.fields):
        value = values.get(field, "")
        if not isinstance(value, str):
            raise ValueError(f"{field} of the letter {kind} is {type(value).__name__}, not text")
        merged[field] = clean_text(value) if field.endswith(_SEVERAL_LINES) else clean_line(value)
    if empty := sorted(field for field in form.needed if not merged[field]):
        raise ValueError(f"the letter {kind} needs {', '.join(empty)}")
    return merged


def clean_line(text: str) -> str:
    """One line without control characters and without the start of an encoded word (`=?`), 120 letters long.

    An encoded word in a name can end a header line and begin another in older Pythons.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    while "=?" in printable:
        printable = printable.replace("=?", "=")
    return " ".join(printable.split())[:LONGEST_LINE].rstrip()


def clean_text(text: str) -> str:
    """Several clean lines, 2,000 letters long; runs of empty lines become one."""
    lines = [" ".join(_printable(line).split()) for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip()[:LONGEST_TEXT].rstrip()


def day_in_words(day: date) -> str:
    """`March 31, 2027`, as letters say a day. English whatever the machine's locale."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def link(address: str) -> str:
    """`address` if a letter may link to it, else nothing: https, or http on this machine."""
    address = address.strip()
    if any(not letter.isprintable() or letter.isspace() for letter in address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return address if safe and host and "@" not in parts.netloc else ""


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
