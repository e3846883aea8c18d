"""Staff save a client's form: all of it or nothing, and never over what somebody else changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.client_edit import read_edit
from chalicelib.domain.client_typed import CONSENT_NOTE, Typed, moved, rebased, typed_of
from chalicelib.domain.names import shown_name
from chalicelib.domain.referred_by import WORDS
from chalicelib.domain.studio import Studio
from chalicelib.flows.edit_write import edit_writes
from chalicelib.flows.referral_write import NotTaken
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.transaction import Put, Result, Unknown, transact

TRIES = 8


class Outcome(StrEnum):
    """What became of a form that was saved."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # Everything stood so already.
    REFUSED = "refused"  # Something is wrong, said by control.
    MOVED = "moved"  # Somebody else changed the client since it was read.
    USED = "used"  # This very form was saved already.
    GONE = "gone"  # Erased, or joined with another.


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One form: `base` is the record as it was read under `version`, None for a new client."""

    client_id: str
    version: int | None
    base: Typed
    typed: Typed


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of it. `standing` is the record as it is under `version`, where it moved."""

    outcome: Outcome
    problems: Mapping[str, str] = field(default_factory=dict)
    standing: Typed | None = None
    version: int | None = None


def save_client(edit: Edit, draft: Draft, studio: Studio, *, actor: Actor, now: datetime) -> Saved:
    """Store what the form changes, under the version that was read; a draft is saved once.

    Record, contacts, number, account, referral, audit and draft are one transaction. At most four reads
    and one transaction a try, with one read more where the client moved or its number is taken.
    """
    for _ in range(TRIES):
        current, referrer = _people(edit)
        judged = _judged(edit, current, studio, now)
        if isinstance(judged, Saved):
            # Of two clicks on one button the second finds what the first has just done.
            if judged.outcome is Outcome.MOVED and not _is_open(draft, now):
                return Saved(outcome=Outcome.USED)
            return judged
        edit, changed = judged
        try:
            writes = edit_writes(
                edit.client_id,
                current,
                changed,
                referrer=referrer,
                consent_note=edit.typed[CONSENT_NOTE],
                studio=studio,
                actor=actor,
                now=now,
            )
        except NotTaken as refused:
            return Saved(outcome=Outcome.REFUSED, problems={"referred_by": WORDS[refused.refusal]})
        outcome = Outcome.STORED if changed else Outcome.UNCHANGED
        told = "The client was saved." if changed else "Nothing was different."
        used = draft.used_write(told, now, content={"client_id": edit.client_id})
        result = transact([used, *writes])
        if result.stands:
            return Saved(outcome=outcome)
        if result.failed_on(Draft):
            return Saved(outcome=Outcome.USED)
        taken = _taken(result, studio)
        if taken is not None and not result.failed_on(Client):
            return Saved(outcome=Outcome.REFUSED, problems={"client_number": taken})
    raise Unknown("other writes to the same client won every time")


def _is_open(draft: Draft, now: datetime) -> bool:
    """Whether the draft is still to be saved, by another look at it."""
    found = Draft.find(draft.draft_id, draft.kind, now)
    return found is not None and found.is_open


def _people(edit: Edit) -> tuple[Client | None, Client | None]:
    """The client and, where Referred By was touched, the referrer, as they stand: one call."""
    referrer_id = edit.typed["referred_by"]
    wanted = {edit.client_id}
    if referrer_id and referrer_id != edit.base["referred_by"]:
        wanted.add(referrer_id)
    found = {each.client_id: each for each in Client.batch_get(sorted(wanted), consistent_read=True)}
    referrer = found.get(referrer_id)
    if referrer is not None and not stands(referrer):
        referrer = None
    return found.get(edit.client_id), referrer


def stands(client: Client) -> bool:
    """Whether the record is a client's own: not joined with another, not erased."""
    return client.merged_into is None and not client.attribute_values.get("erased_at")


def _judged(
    edit: Edit, current: Client | None, studio: Studio, now: datetime
) -> Saved | tuple[Edit, dict[str, Any]]:
    """The form on the record as it stands with what it changes, or why it is not taken."""
    if current is None and edit.version is not None:
        return Saved(outcome=Outcome.GONE)
    before: Mapping[str, Any] = {}
    if current is not None:
        if edit.version is None:
            return Saved(outcome=Outcome.USED)
        if not stands(current):
            return Saved(outcome=Outcome.GONE)
        before = current.attribute_values
        if current.version != edit.version:
            standing = typed_of(before, studio)
            what = moved(edit.base, standing, edit.typed)
            if what.theirs and not what.is_only_the_number:
                return Saved(outcome=Outcome.MOVED, standing=standing, version=current.version)
            typed = rebased(edit.base, standing, edit.typed, keep_mine=True)
            edit = replace(edit, version=current.version, base=standing, typed=typed)
    edited = read_edit(edit.typed, before, studio, now)
    if edited.problems:
        return Saved(outcome=Outcome.REFUSED, problems=edited.problems)
    return edit, dict(edited.values)


def _taken(result: Result, studio: Studio) -> str | None:
    """Whose number it is that was typed, in a sentence."""
    for write, standing in result.failed:
        if isinstance(write, Put) and isinstance(write.row, Claim) and standing is not None:
            number = write.row.claim.partition(":")[2]
            holders = list(Client.batch_get([standing["holder"]], consistent_read=True))
            names = [shown_name(h.first_name, h.last_name, studio.preferences.name_order) for h in holders]
            return f"{number} is the number of {(names or ['another client'])[0]}. Choose another one."
    return None
