"""Clients who may be the one that staff are about to store: warned of, never in the way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.contact import canonical_mobile
from chalicelib.domain.directory import phone_heading
from chalicelib.domain.person import person_key
from chalicelib.domain.studio import Studio
from chalicelib.flows.client_write import KNOWN_BY, known_by
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import claim_keys, holders
from chalicelib.models.directory import standing

ADDRESSES_MAX = 6
HOLDERS_MAX = 5
CANDIDATES_MAX = 10
WHY = {
    "email": "has the same email",
    "mobile": "has the same mobile number",
    "phone": "has the same phone number",
}
SAME_PERSON = "has the same name and birthday"


@dataclass(frozen=True)
class Candidate:
    """A client who may be the same person, and in which ways."""

    client: Client
    why: tuple[str, ...]


def find_duplicates(
    client_id: str, before: Mapping[str, Any], changed: Mapping[str, Any], studio: Studio
) -> list[Candidate]:
    """Who else has what `changed` makes the client known by: email, phone, or name with birthday.

    What stood on the record `before` is asked no more. At most six Queries, two BatchGetItems.
    """
    if not KNOWN_BY & changed.keys():
        return []
    after = {**before, **changed}
    country = studio.preferences.country
    ways: defaultdict[str, list[str]] = defaultdict(list)
    new = sorted(_addresses(after, country) - _addresses(before, country))
    for address in new[:ADDRESSES_MAX]:
        for holder in _holders(address):
            ways[holder].append(WHY[address.partition(":")[0]])
    person = _person(after)
    if person is not None and person != _person(before):
        claims = Claim.batch_get(list(claim_keys(person)), consistent_read=True)
        for claim in claims:
            ways[claim.holder].append(SAME_PERSON)
    ways.pop(client_id, None)
    if not ways:
        return []
    wanted = sorted(ways, key=lambda each: (-len(ways[each]), each))[:CANDIDATES_MAX]
    found = {each.client_id: each for each in Client.batch_get(wanted, consistent_read=True)}
    return [
        Candidate(found[each], tuple(dict.fromkeys(ways[each])))
        for each in wanted
        if each in found and found[each].merged_into is None
    ]


def _addresses(record: Mapping[str, Any], country: str) -> set[str]:
    """Emails and mobiles, and the numbers of the other phone lines, which families share."""
    known = known_by(record, country)
    numbers = {
        canonical_mobile(str(line.get("number") or ""), country) for line in record.get("phones") or []
    }
    return known | {f"phone:{number}" for number in numbers if number and f"mobile:{number}" not in known}


def _holders(address: str) -> list[str]:
    kind, _, number = address.partition(":")
    if kind == "phone":
        return list(standing(phone_heading(number), limit=HOLDERS_MAX).client_ids)
    return holders(address, HOLDERS_MAX)


def _person(record: Mapping[str, Any]) -> str | None:
    return person_key(record.get("first_name"), record.get("last_name"), record.get("birthday_on"))
