"""Invented people: the same number always gives the same one, and nobody is meant."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST = Path(__file__).with_name("first_names.txt").read_text().split()
LAST = Path(__file__).with_name("last_names.txt").read_text().split()
TOWNS = (
    *(("Maplewood", "NJ", "07040"), ("Montclair", "NJ", "07042"), ("Larchmont", "NY", "10538")),
    *(("Beacon", "NY", "12508"), ("Ridgefield", "CT", "06877"), ("Mystic", "CT", "06355")),
)
AREAS = (
    *(201, 203, 212, 215, 267, 302, 315, 347, 401, 413, 484, 508, 516, 518, 551),
    *(585, 603, 607, 609, 610, 617, 631, 646, 716, 718, 732, 781, 802, 845, 856),
)
SOURCES = ("Word of mouth", "Website", "Instagram", "Google", "School newsletter", "Bridal fair")


@dataclass(frozen=True)
class Person:
    """One invented person."""

    first_name: str
    last_name: str
    email: str
    mobile: str
    city: str
    region: str
    postal_code: str
    lead_source: str
    birthday_on: date
    reads_mail: bool  # Said yes to marketing by mail,
    reads_texts: bool  # and to texts.


FIRST_BIRTHDAY, BIRTHDAYS = date(1950, 1, 1), 50 * 365


def person(number: int, place: int) -> Person:
    """The person that stands for this customer, the `place`-th; up to 3,000 have telephones of their own."""
    chance = int.from_bytes(hashlib.sha256(f"person {number}".encode()).digest()[:8], "big")
    chance, first = divmod(chance, len(FIRST))
    chance, last = divmod(chance, len(LAST))
    chance, town = divmod(chance, len(TOWNS))
    city, region, postal_code = TOWNS[town]
    first_name, last_name = FIRST[first], LAST[last]
    chance, source = divmod(chance, len(SOURCES))
    chance, born = divmod(chance, BIRTHDAYS)
    chance, never_asked = divmod(chance, 3)
    area = AREAS[place // 100 % len(AREAS)]
    return Person(
        first_name=first_name,
        last_name=last_name,
        email=f"{_plain(first_name)}.{_plain(last_name)}.{number:05d}@example.com",
        mobile=f"({area}) 555-{100 + place % 100:04d}",
        city=city,
        region=region,
        postal_code=postal_code,
        lead_source=SOURCES[source],
        birthday_on=FIRST_BIRTHDAY + timedelta(days=born),
        reads_mail=never_asked != 1,
        reads_texts=never_asked != 1 and chance % 2 > 0,
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in letters if letter.isalnum() or letter == "-")
