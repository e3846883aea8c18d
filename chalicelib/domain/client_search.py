"""What somebody is looked for by, from the words that were typed."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.contact import canonical_email, canonical_mobile
from chalicelib.domain.directory import email_heading, folded, name_heading, phone_heading
from chalicelib.domain.ids import CODE_ALPHABET

TYPED_MAX = 200
NUMBER_DIGITS_MAX = 12
SHORT_NUMBER_MAX = 7
"""Bare digits up to so many are a client's number; longer ones may be a phone's."""
_NUMBER = re.compile(r"[0-9]+")
_PHONE = re.compile(r"[0-9 ()+./\u2010-\u2013-]+")
_CODE_SIGNS = re.compile(r"[\s\u2010-\u2013-]+")
_CODE = re.compile(f"LR[{CODE_ALPHABET}]{{8}}")
ANY_CODE = "code:"


class Way(StrEnum):
    """How a client is looked for."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    CODE = "code"


class Unclear(StrEnum):
    """Why nothing can be looked for."""

    NOTHING_TYPED = "nothing_typed"
    TOO_LONG = "too_long"
    NO_WORD = "no_word"
    NO_WHOLE_EMAIL = "no_whole_email"
    NO_WHOLE_PHONE = "no_whole_phone"
    NO_NUMBER = "no_number"


@dataclass(frozen=True)
class Sought:
    """What to look up: the places of a `heading`, all or those that begin so; or who holds a `claim`."""

    way: Way
    heading: str = ""
    begins: str = ""
    claim: str = ""


def sought(typed: str, country: str) -> Sought | Unclear:
    """What was typed, as an email, a code, a client's number, a phone number, or the beginning of a name.

    A name may begin with any of its words: `doe jane`, `Doe, Jane`, `jane d`. `#` before digits makes
    them a client's number, `+` a phone number. `code:` stands before the codes of other systems.
    `country` is the studio's own, for phone numbers without `+`.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return Unclear.NOTHING_TYPED
    if len(text) > TYPED_MAX:
        return Unclear.TOO_LONG
    if text.casefold().startswith(ANY_CODE):
        code = text[len(ANY_CODE) :].strip()
        return Sought(Way.CODE, claim=f"code:{_own_code(code) or code}") if code else Unclear.NOTHING_TYPED
    if code := _own_code(text):
        return Sought(Way.CODE, claim=f"code:{code}")
    if text.startswith("#"):
        return _number(text[1:].strip())
    if "@" in text:
        canonical = canonical_email(text)
        return Sought(Way.EMAIL, email_heading(canonical)) if canonical else Unclear.NO_WHOLE_EMAIL
    if _PHONE.fullmatch(text) and any(letter.isdigit() for letter in text):
        return _digits(text, country)
    name = folded(text)
    return Sought(Way.NAME, name_heading(name), name) if name else Unclear.NO_WORD


def _own_code(text: str) -> str:
    letters = _CODE_SIGNS.sub("", text).upper()
    return f"LR-{letters[2:6]}-{letters[6:]}" if _CODE.fullmatch(letters) else ""


def _number(text: str) -> Sought | Unclear:
    digits = text.lstrip("0")
    if not _NUMBER.fullmatch(digits) or len(digits) > NUMBER_DIGITS_MAX:
        return Unclear.NO_NUMBER
    return Sought(Way.NUMBER, claim=f"number:{int(digits)}")


def _digits(text: str, country: str) -> Sought | Unclear:
    """Digits and the signs of phone numbers: a short bare number is a client's."""
    is_bare = _NUMBER.fullmatch(text) is not None and not text.startswith("0")
    if is_bare and len(text) <= SHORT_NUMBER_MAX:
        return _number(text)
    phone = canonical_mobile(text, country)
    if phone is not None:
        return Sought(Way.PHONE, phone_heading(phone))
    if is_bare:
        return _number(text)
    return Unclear.NO_WHOLE_PHONE
