"""What becomes of a form that was filled in without a mistake.

Source: rules 3 and 7.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of a form without a mistake. The visitor reads the same for all but `USED`."""

    NEW = "new"
    KNOWN = "known"  # Already a client: no second record, no referral.
    SPAM = "spam"
    USED = "used"  # This very form was sent before, with other answers.


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What stood when a form came in: who holds its contacts, and whether it was sent before.

    `person_holders` have the same name and birthday, which is a doubt and no more.
    """

    contact_holders: frozenset[str] = frozenset()
    person_holders: frozenset[str] = frozenset()
    form_holder: str | None = None
    form_payload_hash: str | None = None


def doubted(standing: Standing, *, client_id: str) -> str | None:
    """The client whom a new one may be already: a person decides, and until then nothing is paid."""
    others = sorted(standing.person_holders - {client_id})
    return others[0] if others else None


def verdict(standing: Standing, *, client_id: str, payload_hash: str, is_spam: bool) -> Verdict:
    """What becomes of the form; sent again with the same answers it gets the verdict it had.

    `client_id` is the one that this form makes for a new client.
    """
    if standing.form_payload_hash not in (None, payload_hash):
        return Verdict.USED
    if is_spam:
        return Verdict.SPAM
    if standing.form_holder is not None:
        return Verdict.NEW if standing.form_holder == client_id else Verdict.KNOWN
    return Verdict.KNOWN if standing.contact_holders - {client_id} else Verdict.NEW
