"""Two records of one person become one: what the record that stays takes over from the other's fields.

It keeps its own; what is empty is filled, lists are united, of two consents the stricter one holds.
Source: rules 6.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chalicelib.domain.contact import canonical_email
from chalicelib.domain.own_consent import person_said_no

Record = Mapping[str, Any]


class Refusal(StrEnum):
    """Why two records are not joined, in order of precedence."""

    UNKNOWN = "unknown"
    SAME_RECORD = "same_record"
    ERASED = "erased"
    ALREADY_JOINED = "already_joined"
    CHANGED = "changed"  # One of them is not as it was when somebody reviewed it.


TOGETHER: Sequence[Sequence[str]] = (
    ("status_id", "status_reason_id", "status_set_on", "status_due_on"),
    ("lead_source_id", "lead_source_text"),
    ("address", "city", "region", "postal_code", "country"),
    ("picture_key", "picture_at"),
    ("who_sent_you", "who_sent_you_settled_at"),
)
"""What is taken over together or not at all: half of one address and half of another is neither."""
ALONE = (
    *("client_number", "first_name", "last_name", "salutation", "company", "call_warning"),
    *("anniversary_on", "birthday_on", "contract_on", "custom_date_1_on", "custom_date_2_on"),
    *("custom_text_1", "custom_text_2", "custom_text_3", "custom_text_4"),
    *("organization_id", "location_id", "answers"),
)
UNITED = ("family", "groups", "marketing_plans", "tasks", "consents")
CONSENTED = ("allow_marketing", "allow_email_marketing")


def refusal(winner: Record | None, loser: Record | None) -> Refusal | None:
    """Why `loser` cannot become part of `winner`, or None."""
    if winner is None or loser is None:
        return Refusal.UNKNOWN
    if winner["client_id"] == loser["client_id"]:
        return Refusal.SAME_RECORD
    if winner.get("erased_at") or loser.get("erased_at"):
        return Refusal.ERASED
    if winner.get("merged_into") or loser.get("merged_into"):
        return Refusal.ALREADY_JOINED
    return None


def taken_over(winner: Record, loser: Record) -> dict[str, Any]:
    """The fields of `winner` that change when `loser` becomes part of it, with their new values.

    Referred By is not among them: what becomes of it is decided with the referrals.
    """
    changed = dict(_filled(winner, loser))
    for name in UNITED:
        both = _united(winner.get(name) or [], loser.get(name) or [])
        if both != (winner.get(name) or []):
            changed[name] = both
    changed |= _contacts(winner, loser)
    notes = _notes(winner.get("notes"), loser.get("notes"))
    if notes != winner.get("notes"):
        changed["notes"] = notes
    for name in CONSENTED:
        if winner.get(name) and not loser.get(name):
            changed[name] = False
    if winner.get("doubtful_of") == loser["client_id"]:
        changed["doubtful_of"] = None
    changed["joined"] = _united(
        winner.get("joined") or [], [loser["client_id"], *(loser.get("joined") or [])]
    )
    return changed


def _filled(winner: Record, loser: Record) -> Iterator[tuple[str, Any]]:
    for names in (*TOGETHER, *((name,) for name in ALONE)):
        at_odds = any(_given(winner, name) and winner[name] != loser.get(name) for name in names)
        if not at_odds:
            yield from (
                (name, loser[name]) for name in names if _given(loser, name) and not _given(winner, name)
            )


def _given(record: Record, name: str) -> bool:
    return record.get(name) not in (None, "", {})


def _united(own: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [
        *own,
        *(each for place, each in enumerate(others) if each not in own and each not in others[:place]),
    ]


def _contacts(winner: Record, loser: Record) -> dict[str, Any]:
    """Emails by mailbox, phones by number; a number that both have needs the tick for texts on both.

    Who said no to texts on either record said it for every number of theirs.
    """
    changed: dict[str, Any] = {}
    emails = list(winner.get("emails") or [])
    known = {canonical_email(each) or each for each in emails}
    for each in loser.get("emails") or []:
        if (canonical_email(each) or each) not in known:
            emails.append(each)
            known.add(canonical_email(each) or each)
    if emails != (winner.get("emails") or []):
        changed["emails"] = emails
    theirs = {str(each.get("number")): each for each in loser.get("phones") or []}
    phones = [
        {**each, "sms": bool(each.get("sms")) and bool(theirs[number].get("sms"))}
        if (number := str(each.get("number"))) in theirs
        else dict(each)
        for each in winner.get("phones") or []
    ]
    own = {str(each.get("number")) for each in phones}
    phones += [dict(each) for number, each in theirs.items() if number not in own]
    consents = _united(winner.get("consents") or [], loser.get("consents") or [])
    if person_said_no({"consents": consents}, "text"):
        phones = [{**each, "sms": False} if each.get("sms") else each for each in phones]
    if phones != (winner.get("phones") or []):
        changed["phones"] = phones
    return changed


def _notes(own: str | None, others: str | None) -> str | None:
    if not others or (own and others in own):
        return own
    return f"{own}\n\n{others}" if own else others
