"""What speaks against a referral: sixty pairs of people, five hundred honest ones, and households."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.referral_words import SHORT, SIGNS
from chalicelib.domain.suspicion import (
    HOUSEHOLD,
    MARK,
    POINTS,
    Evidence,
    Signs,
    evidence,
    is_suspicious,
    party,
    score,
)
from local.demo.people import FIRST, LAST

JANE: Mapping[str, Any] = {
    "first_name": "Jane",
    "last_name": "Doe",
    "emails": ["jane.doe@gmail.com"],
    "phones": [
        {"label": "Mobile", "number": "+12015550101"},
        {"label": "Home", "number": "+12015550102"},
        {"label": "Work", "number": "+12015550103"},
    ],
    "address": "12 Elm Street",
    "city": "Maplewood",
    "postal_code": "07040",
    "family": [{"first_name": "Tom", "last_name": "Doe"}],
}


def friend(**values: Any) -> dict[str, Any]:
    """Somebody who has nothing in common with Jane but what is said."""
    stranger = {"first_name": "Rosa", "last_name": "Hill", "emails": ["rosa@hill.example"]}
    mobile = values.pop("mobile", "+13125550199")
    lines = values.pop("lines", [("Mobile", mobile)])
    phones = [{"label": label, "number": number} for label, number in lines]
    return {**stranger, "phones": phones, **values}


def mail(*emails: str) -> dict[str, Any]:
    return friend(emails=list(emails))


def lives(address: str, **values: Any) -> dict[str, Any]:
    return friend(address=address, **values)


HONEST: list[dict[str, Any]] = [
    friend(),
    {},
    # Households.
    friend(last_name="Doe"),
    friend(first_name="Tom", last_name="Doe"),
    lives("12 Elm Street", last_name="Doe"),
    lives("12 elm st.", last_name="Doe", city="Maplewood", lines=[("Home", "+12015550102")]),
    lives("12 Elm Street", last_name="Doe", mobile="+12015550102"),
    lives("12 Elm Street", first_name="Tom", last_name="Doe", mobile="+12015550102"),
    # Flatmates, colleagues, one school.
    lives("12 Elm Street"),
    lives("12 Elm Street", lines=[("Home", "+12015550102")]),
    friend(lines=[("Home", "+12015550102")]),
    friend(lines=[("Work", "+12015550103")]),
    # Streets of one name, numbers that end alike.
    lives("12 Elm Street", city="Springfield"),
    lives("12 Elm Street", postal_code="10001"),
    lives("14 Elm Street", city="Maplewood"),
    friend(mobile="+12015550104"),
    friend(mobile="0101"),
    # Names that happen.
    mail("jane@gmail.com"),
    mail("doe.jane@gmail.com"),
    mail("jane.dow@gmail.com"),
    mail("j.doe@gmail.com"),
    mail("info@gmail.com"),
    mail("rosa@gmail.com"),
    friend(last_name="Doe", emails=["doe@yahoo.com"]),
    friend(first_name="Jane", last_name="Hill"),
    friend(first_name="", last_name=""),
    friend(family=[{"first_name": "Jane", "last_name": "Doe"}]),
    friend(emails=[], lines=[]),
    mail("jane.doerr@gmail.com"),
    friend(family=[{"first_name": "", "last_name": ""}], first_name="", last_name=""),
]
ODD: list[dict[str, Any]] = [
    mail("jane.doe@gmail.com"),
    mail("janedoe@gmail.com"),
    mail("jane.doe+1@gmail.com"),
    mail("jane.doe@yahoo.com"),
    mail("janedoe@outlook.com"),
    mail("jane_doe@hotmail.com"),
    mail("jane-doe+free@proton.me"),
    mail("JANE.DOE@icloud.com"),
    mail("jane.doe@doe.example"),
    mail("rosa@hill.example", "jane.doe@aol.com"),
    friend(mobile="+12015550101"),
    friend(mobile="2015550101"),
    friend(mobile="(201) 555-0101"),
    friend(mobile="555-0101"),
    friend(lines=[("Work", "+12015550101")]),
    friend(lines=[("Mobile", "+12015550103")]),
    friend(lines=[("Mobile", "+13125550199"), ("Other", "+12015550101")]),
    lives("12 Elm Street", last_name="Doe", mobile="+12015550101"),
    lives("12 Elm Street", last_name="Doe", emails=["janedoe@yahoo.com"]),
    friend(first_name="Jane", last_name="Doe", emails=["janedoe@yahoo.com"]),
]
WITH_MORE: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    (friend(), {"is_ring": True}, True),
    (friend(last_name="Doe"), {"is_ring": True}, True),
    (friend(), {"was_client": True}, True),
    (friend(), {"sent_within_a_day": 4}, False),
    (friend(), {"sent_within_a_day": 5}, False),
    (friend(), {"sent_within_a_day": 9}, False),
    (friend(), {"sent_within_a_day": 10}, True),
    (friend(), {"sent_within_a_day": 199}, True),
    (mail("jane.doe2@gmail.com"), {}, False),
    (mail("jane.doe2@gmail.com"), {"sent_within_a_day": 5}, True),
]
PAIRS: list[tuple[dict[str, Any], dict[str, Any], bool]] = (
    [(each, {}, False) for each in HONEST] + [(each, {}, True) for each in ODD] + WITH_MORE
)
COUNTING: Mapping[str, Any] = {**JANE, "emails": ["jane.doe1@gmail.com"]}


def found(one: Mapping[str, Any], other: Mapping[str, Any], **more: Any) -> tuple[Evidence, ...]:
    return evidence(Signs(referrer=party(one), friend=party(other), **more))


def test_there_are_sixty_pairs() -> None:
    assert len(PAIRS) == 60


@pytest.mark.parametrize(("other", "more", "held"), PAIRS)
def test_who_is_held_and_who_is_not(other: dict[str, Any], more: dict[str, Any], held: bool) -> None:
    one = COUNTING if "jane.doe2@gmail.com" in (other.get("emails") or ()) else JANE
    codes = found(one, other, **more)
    assert is_suspicious(codes) is held, codes


def test_a_household_alone_never_holds_a_referral() -> None:
    assert sum(POINTS[each] for each in HOUSEHOLD) < MARK
    codes = found(JANE, lives("12 Elm St", first_name="Tom", last_name="Doe", mobile="+12015550102"))
    assert set(codes) == {
        Evidence.SAME_ADDRESS,
        Evidence.SHARED_LINE,
        Evidence.FAMILY_MEMBER,
        Evidence.SAME_SURNAME,
    }
    assert not is_suspicious(codes)


def test_a_family_with_a_domain_of_its_own_is_flagged_and_goes_on() -> None:
    sara = {**JANE, "emails": ["sara@doe.example"]}
    tom = lives("12 Elm Street", first_name="Tom", last_name="Doe", emails=["tom@doe.example"])
    codes = found(sara, tom)
    assert Evidence.EMAIL_DOMAIN in codes
    assert not is_suspicious(codes)


def test_what_is_before_the_at_and_only_the_familys_name_is_no_sign_of_one_person() -> None:
    codes = found({**JANE, "emails": ["doefamily@gmail.com"]}, friend(emails=["doefamily@yahoo.com"]))
    assert Evidence.EMAIL_FAMILY in codes
    smith, other = ({"last_name": "Smith", "emails": [each]} for each in ("smith@gmail.com", "smith@aol.com"))
    assert found(smith, other) == (Evidence.SAME_SURNAME,)


def test_of_five_hundred_honest_pairs_at_most_two_in_a_hundred_are_held() -> None:
    chance = random.Random(4)
    held = sum(is_suspicious(found(*honest(chance, number))) for number in range(500))
    assert held <= 10


def honest(chance: random.Random, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pair of a family, a flat, an office or a school, or strangers who found each other."""
    one, other = (somebody(chance, f"{number}-{place}") for place in "ab")
    kind = number % 5
    if kind == 0:  # A family.
        other |= {"last_name": one["last_name"], "address": one["address"], "city": one["city"]}
        other["phones"][1]["number"] = one["phones"][1]["number"]
    elif kind == 1:  # A flat.
        other |= {"address": one["address"], "city": one["city"]}
        other["phones"][1]["number"] = one["phones"][1]["number"]
    elif kind == 2:  # An office or a school.
        domain = f"school{number}.example"
        for each in (one, other):
            each["emails"] = [each["emails"][0].replace("gmail.com", domain)]
            each["phones"].append({"label": "Work", "number": "+12015550100"})
    return one, other


def somebody(chance: random.Random, mark: str) -> dict[str, Any]:
    """A person with an address, a mobile and a landline of their own."""
    first, last = chance.choice(FIRST), chance.choice(LAST)
    habits = (f"{first}.{last}", f"{first[0]}{last}", f"{last}{chance.randrange(100)}", f"{first}{last}")
    return {
        "first_name": first,
        "last_name": last,
        "emails": [f"{chance.choice(habits)}@gmail.com".lower().replace(" ", "")],
        "phones": [
            {"label": "Mobile", "number": f"+1201{chance.randrange(2_000_000, 9_999_999)}"},
            {"label": "Home", "number": f"+1312{chance.randrange(2_000_000, 9_999_999)}"},
        ],
        "address": f"{chance.randrange(1, 900)} {chance.choice(LAST)} Street",
        "city": f"Town {mark}",
    }


def test_codes_that_nobody_knows_any_more_have_no_points() -> None:
    assert score(["ring", "sunspots"]) == POINTS[Evidence.RING]


@pytest.mark.parametrize("code", Evidence)
def test_every_code_has_points_and_words(code: Evidence) -> None:
    assert POINTS[code] > 0
    assert SIGNS[code]
    assert SHORT[code]
    assert ("normal" in SIGNS[code] or "families" in SIGNS[code]) is (code in HOUSEHOLD)
