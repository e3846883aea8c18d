"""How alike two people's addresses, numbers and streets are: what one person with two names leaves behind.

Nothing here says that somebody cheats. Families share all of it, and `suspicion.py` weighs that.
"""

import re
from collections.abc import Iterable

from chalicelib.domain.contact import HOME, MOBILE
from chalicelib.domain.directory import folded

LOCAL_MIN = 4
DIGITS_MIN = 7
_SIGNS = re.compile(r"[._-]")
_DIGITS = re.compile(r"[0-9]")
_GENERIC = frozenset(
    {
        *("admin", "billing", "contact", "email", "family", "familie", "hello", "home", "info", "kontakt"),
        *("mail", "office", "photo", "photos", "post", "school", "studio", "team", "wedding"),
    }
)
"""What stands before the @ of many people who never met."""
_PROVIDERS = frozenset(
    {
        *("aol", "att", "bellsouth", "bigpond", "btinternet", "charter", "comcast", "cox", "earthlink"),
        *("fastmail", "free", "frontier", "gmail", "gmx", "googlemail", "hey", "hotmail", "icloud"),
        *("laposte", "libero", "live", "mac", "mail", "me", "msn", "ntlworld", "optonline", "optusnet"),
        *("orange", "outlook", "pm", "posteo", "proton", "protonmail", "qq", "rocketmail", "rogers"),
        *("sbcglobal", "sfr", "shaw", "sky", "sympatico", "t-online", "talktalk", "telus", "verizon"),
        *("virginmedia", "wanadoo", "web", "xtra", "yahoo", "yandex", "ymail", "zoho", "163", "126"),
    }
)
"""Providers by the first part of their domain: strangers share these."""
_STREETS = {
    **dict.fromkeys(("street", "strasse", "str"), "st"),
    **dict.fromkeys(("avenue", "av"), "ave"),
    "road": "rd",
    "drive": "dr",
    "lane": "ln",
    "court": "ct",
    "boulevard": "blvd",
    "place": "pl",
    "square": "sq",
    **dict.fromkeys(("apartment", "unit", "suite", "flat", "no", "number"), "apt"),
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
Phone = tuple[str, str]
"""A line's label and number."""


def email_family(email: str) -> str | None:
    """What stands before the @ without tag, dots and dashes: the same at every provider for one person.

    None where it says nothing: too short, or a word such as `info` that many have.
    """
    local = _SIGNS.sub("", email.lower().rpartition("@")[0].partition("+")[0])
    return local if len(local) >= LOCAL_MIN and local not in _GENERIC else None


def email_series(email: str) -> str | None:
    """The family without its digits, where it has some: `jane.doe7@…` and `janedoe8@…` count up."""
    family = email_family(email)
    letters = _DIGITS.sub("", family) if family is not None else ""
    return letters if letters != family and len(letters) >= LOCAL_MIN and letters not in _GENERIC else None


def own_domain(email: str) -> str | None:
    """The domain, unless it is a big provider's."""
    domain = email.lower().rpartition("@")[2]
    return domain if domain.partition(".")[0] not in _PROVIDERS else None


def shared_numbers(one: Iterable[Phone], other: Iterable[Phone]) -> list[tuple[str, str]]:
    """The labels of each pair of lines with the same number, whatever country code it is written with."""
    theirs = [(label, _last_digits(number)) for label, number in other]
    return [
        (label, their_label)
        for label, number in one
        for their_label, digits in theirs
        if _same_number(_last_digits(number), digits)
    ]


def is_shared_line(labels: tuple[str, str]) -> bool:
    """Whether a number under these two labels is a line of a home or an office, which people share."""
    known = [label.strip().casefold() for label in labels]
    return HOME.casefold() in known or MOBILE.casefold() not in known


def street(address: str | None) -> str | None:
    """An address as it is compared: words folded, `Street` as `st`; None without a house number."""
    words = folded(address or "").split()
    if not any(letter.isdigit() for word in words for letter in word) or len(words) < 2:  # noqa: PLR2004
        return None
    return " ".join(_STREETS.get(word, word) for word in words)


def _last_digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdecimal()).lstrip("0")


def _same_number(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= DIGITS_MIN and longer.endswith(shorter)
