"""A manager saves a letter: its words become a version of their own, and the head names it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.html_text import plain_text
from chalicelib.domain.letter_edit import Fault, LetterEdit, Objection, faults, tidied
from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef, LetterText
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_of, head_put, text_of, version_put
from chalicelib.models.transaction import Write, transact
from chalicelib.services.cleaner import cleaned


class Outcome(StrEnum):
    """What came of it."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # It says so already.
    REFUSED = "refused"
    CHANGED = "changed"  # By somebody else, since it was read.
    USED = "used"  # By this very draft, before.


@dataclass(frozen=True, kw_only=True)
class SavedLetter:
    """The outcome, the head as it stands now, and what stands against the letter."""

    outcome: Outcome
    head: LetterHead | None = None
    faults: tuple[Fault, ...] = ()


def save_letter(edit: LetterEdit, draft: Draft, *, actor: Actor, now: datetime) -> SavedLetter:
    """Store the letter as the next version, with its head, and use up the draft.

    Two reads and one transaction. What stands already is kept as it is. Of two who save the same letter
    the second is told, and so is a repeat of the same draft.
    """
    edit = tidied(edit)
    found = faults(edit)
    words = _as_stored(edit)
    if "html" in edit.parts and edit.html.strip() and not words.html:
        found.append(Fault("html", Objection.EMPTY))
    if found:
        return SavedLetter(outcome=Outcome.REFUSED, faults=tuple(found))
    before = head_of(edit.letter_id)
    if (before.version if before is not None else 0) != edit.version:
        return _overtaken(edit, draft, now)
    if before is not None and before.description == edit.description and text_of(before.ref) == words:
        return SavedLetter(outcome=Outcome.UNCHANGED, head=before)
    after = _next(edit, before, now)
    writes: list[Write] = [
        head_put(after),
        version_put(LetterRef(after.letter_id, after.latest), words, saved_by=actor.role.value, now=now),
        audit_put(
            about(edit.letter_id),
            "added" if before is None else "changed",
            before=told(before),
            after=told(after),
            actor=actor,
            now=now,
        ),
        draft.used_write(f"{after.description} is stored as version {after.latest}.", now, content={}),
    ]
    if transact(writes).stands:
        return SavedLetter(outcome=Outcome.STORED, head=replace(after, version=after.version + 1))
    return _overtaken(edit, draft, now)


def _as_stored(edit: LetterEdit) -> LetterText:
    """The words as they are kept: HTML cleaned, and a text part whatever was typed."""
    html = cleaned(edit.html) if "html" in edit.parts else ""
    text = edit.text if "text" in edit.parts else ""
    if edit.form is LetterForm.EMAIL and not text:
        text = plain_text(html)
    return replace(edit.words, html=html, text=text)


def _next(edit: LetterEdit, before: LetterHead | None, now: datetime) -> LetterHead:
    if before is not None:
        return replace(before, description=edit.description, latest=before.latest + 1, changed_at=now)
    return LetterHead(
        letter_id=edit.letter_id,
        kind=edit.kind,
        form=edit.form,
        description=edit.description,
        latest=1,
        changed_at=now,
        version=0,
    )


def about(letter_id: str) -> str:
    """How the audit calls a letter."""
    return f"letter#{letter_id}"


def told(head: LetterHead | None) -> dict[str, Any]:
    """The head as the audit keeps it. What each version said stands in the table of letters for ever."""
    if head is None:
        return {}
    return {
        "kind": head.kind.value,
        "form": head.form.value,
        "description": head.description,
        "version": head.latest,
        "inactive": head.inactive,
    }


def _overtaken(edit: LetterEdit, draft: Draft, now: datetime) -> SavedLetter:
    """The head moved: by an earlier try of this very draft, or by somebody else."""
    standing = head_of(edit.letter_id)
    again = Draft.find(draft.draft_id, draft.kind, now)
    mine = again is not None and not again.is_open
    return SavedLetter(outcome=Outcome.USED if mine else Outcome.CHANGED, head=standing)
