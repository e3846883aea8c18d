"""Email addresses and phone numbers: which are real in form, and when two of them are the same person's."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.host import ascii_host

MOBILE = "Mobile"  # The label of the phone line that has the SMS tick.
HOME = "Home"

LOCAL_MAX = 64
ADDRESS_MAX = 254
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
# Providers known to deliver `jane+anything` to `jane`.
_STRIPS_TAGS = _GMAIL | {
    "fastmail.com",
    "hey.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mac.com",
    "me.com",
    "outlook.com",
    "pm.me",
    "proton.me",
    "protonmail.com",
}


def tidy_email(text: str) -> str | None:
    """The address as it is kept and written to: as typed, its domain in small ASCII letters.

    None when no mail can go there: display names, quotes, comments, IP addresses, local parts
    beyond ASCII, names such as `localhost`. A comma or semicolon is not an address either.
    Source: rules 6.
    """
    local, at, domain = text.strip(" \t").rpartition("@")
    if not at or len(local) > LOCAL_MAX or not _LOCAL.fullmatch(local):
        return None
    host = ascii_host(domain)
    if host is None or len(local) + 1 + len(host) > ADDRESS_MAX:
        return None
    return f"{local}@{host}"


def canonical_email(text: str) -> str | None:
    """The form by which two addresses are the same mailbox; None when it is no address.

    Letters are compared without case; the tag goes at providers that ignore it, the dots at Gmail,
    which counts as one with Googlemail. `canonical_email` of its own answer is that answer.
    """
    tidy = tidy_email(text)
    if tidy is None:
        return None
    local, _, domain = tidy.lower().rpartition("@")
    if domain in _STRIPS_TAGS:
        local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


@dataclass(frozen=True)
class Dialing:
    """How a country writes its numbers: calling code, trunk prefix dropped abroad, national lengths."""

    calling_code: str
    trunk: str
    shortest: int
    longest: int
    abroad: str = "00"


_NORTH_AMERICA = Dialing("1", "1", 10, 10, "011")
DIALING: Mapping[str, Dialing] = {
    "AT": Dialing("43", "0", 4, 13),
    "AU": Dialing("61", "0", 9, 9, "0011"),
    "BE": Dialing("32", "0", 8, 9),
    "BR": Dialing("55", "0", 10, 11),
    "CA": _NORTH_AMERICA,
    "CH": Dialing("41", "0", 9, 9),
    "DE": Dialing("49", "0", 5, 13),
    "DK": Dialing("45", "", 8, 8),
    "ES": Dialing("34", "", 9, 9),
    "FI": Dialing("358", "0", 5, 12),
    "FR": Dialing("33", "0", 9, 9),
    "GB": Dialing("44", "0", 9, 10),
    "IE": Dialing("353", "0", 7, 9),
    "IN": Dialing("91", "0", 10, 10),
    "IT": Dialing("39", "", 6, 11),  # Italy keeps its leading zero abroad.
    "JP": Dialing("81", "0", 9, 10, "010"),
    "MX": Dialing("52", "", 10, 10),
    "NL": Dialing("31", "0", 9, 9),
    "NO": Dialing("47", "", 8, 8),
    "NZ": Dialing("64", "0", 8, 10),
    "PL": Dialing("48", "", 9, 9),
    "PT": Dialing("351", "", 9, 9),
    "SE": Dialing("46", "0", 7, 10),
    "US": _NORTH_AMERICA,
    "ZA": Dialing("27", "0", 9, 9),
}
_BY_CODE = {each.calling_code: each for each in DIALING.values()}
_DIGITS_MIN, _DIGITS_MAX = 8, 15


def canonical_mobile(text: str, country: str) -> str | None:
    """The number as E.164, such as `+15550100199`; None when it does not parse.

    A number without `+` (or the country's own prefix for abroad) is national: it gets the calling
    code of `country`. Digits of any script count; `(0)` after a calling code is dropped.
    A country that is not in `DIALING` takes numbers with `+` only.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("(0)", "")
    international = plain.startswith("+")
    rest = plain[1:] if international else plain
    if not rest or not all(letter.isdecimal() or letter in " -().\u2010\u2011\u2013/" for letter in rest):
        return None
    digits = "".join(str(unicodedata.decimal(letter)) for letter in rest if letter.isdecimal())
    national = DIALING.get(country.upper())
    if not international and national is not None and digits.startswith(national.abroad):
        digits, international = digits[len(national.abroad) :], True
    if international:
        return _international(digits)
    if national is None:
        return None
    if national.trunk and digits.startswith(national.trunk):
        digits = digits[len(national.trunk) :]
    if not national.shortest <= len(digits) <= national.longest:
        return None
    return f"+{national.calling_code}{digits}"


def _international(digits: str) -> str | None:
    if not _DIGITS_MIN <= len(digits) <= _DIGITS_MAX or digits.startswith("0"):
        return None
    for length in (3, 2, 1):
        known = _BY_CODE.get(digits[:length])
        if known is not None:
            in_range = known.shortest <= len(digits) - length <= known.longest
            return f"+{digits}" if in_range else None
    return f"+{digits}"


def stored_phone(text: str, country: str) -> str:
    """How a phone number is kept: E.164 when it parses, else as typed. Source: rules 6."""
    return canonical_mobile(text, country) or text.strip()


def contact_keys(emails: Iterable[str], phones: Iterable[Mapping[str, Any]], country: str) -> tuple[str, ...]:
    """What a client can be recognized by: `email:<canonical>` and `mobile:<E.164>`, each once, sorted.

    `phones` are the client's `{label, number, sms}`; only the Mobile line is one person's own.
    """
    keys = {f"email:{canonical}" for each in emails if (canonical := canonical_email(each))}
    for phone in phones:
        if str(phone.get("label", "")).strip().casefold() != MOBILE.casefold():
            continue
        if number := canonical_mobile(str(phone.get("number", "")), country):
            keys.add(f"mobile:{number}")
    return tuple(sorted(keys))
