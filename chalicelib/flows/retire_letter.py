"""A manager retires a letter, which is offered no more from then on, or offers it again."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.flows.save_letter import Outcome, SavedLetter, about, told
from chalicelib.models.audit import audit_put
from chalicelib.models.letter import head_of, head_put
from chalicelib.models.transaction import transact


def retire_letter(
    letter_id: str, *, inactive: bool, version: int, actor: Actor, now: datetime
) -> SavedLetter:
    """Retire the letter or offer it again, if its head stands as it was read; a repeat changes nothing.

    Whoever names it goes on sending it. One read and one transaction.
    """
    before = head_of(letter_id)
    if before is not None and before.inactive == inactive:
        return SavedLetter(outcome=Outcome.UNCHANGED, head=before)
    if before is None or before.version != version:
        return SavedLetter(outcome=Outcome.CHANGED, head=before)
    after = replace(before, inactive=inactive, changed_at=now)
    what = "retired" if inactive else "reactivated"
    audit = audit_put(about(letter_id), what, before=told(before), after=told(after), actor=actor, now=now)
    if transact([head_put(after), audit]).stands:
        return SavedLetter(outcome=Outcome.STORED, head=replace(after, version=after.version + 1))
    # Somebody else was quicker, perhaps with the very same wish.
    standing = head_of(letter_id)
    is_done = standing is not None and standing.inactive == inactive
    return SavedLetter(outcome=Outcome.UNCHANGED if is_done else Outcome.CHANGED, head=standing)
