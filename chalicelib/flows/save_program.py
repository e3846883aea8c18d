"""A manager stores a program: new, changed, retired or brought back. It is in use as soon as it is stored."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.program import Program
from chalicelib.domain.program_edit import typed_of
from chalicelib.domain.program_rules import LETTERS, STATUSES, objections
from chalicelib.domain.studio import Studio
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_change import TRIES, ProgramChange
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads
from chalicelib.models.letter import offered_check as letter_check
from chalicelib.models.list_item import offered_check
from chalicelib.models.program import program_writes, record_name
from chalicelib.models.transaction import Check, Write, transact


def save_program(
    wanted: Program, *, actor: Actor, now: datetime, draft: Draft | None = None
) -> ProgramChange:
    """Store `wanted` under the version it was read with, with its audit.

    One Query, two where it names letters, and one transaction a try. What stands so already is stored.
    Statuses, promotional items and letters that it comes to name must be offered at that moment.
    `draft` is used up with it.
    """
    standing: Program | None = None
    for _ in range(TRIES):
        studio = table.load()
        standing = studio.programs.get(wanted.program_id)
        if standing is not None and replace(standing, version=0) == replace(wanted, version=0):
            return ProgramChange(outcome=Outcome.STORED, program=standing)
        if standing is None and (wanted.version or ("program", wanted.program_id) in studio.deleted):
            return ProgramChange(outcome=Outcome.GONE)
        if standing is not None and standing.version != wanted.version:
            return ProgramChange(outcome=Outcome.CHANGED, program=standing)
        against = objections(
            wanted,
            standing.terms if standing is not None else None,
            studio,
            local_date(now, studio.preferences.local_zone()),
            heads() if any(getattr(wanted.terms, name) for name in LETTERS) else None,
        )
        if against:
            return ProgramChange(outcome=Outcome.REFUSED, program=standing, objections=against)
        writes = [*_writes(wanted, standing, studio, actor, now), *_checks(wanted, standing, studio)]
        if draft is not None:
            writes.append(draft.used_write(f"{wanted.description} is stored.", now))
        if transact(writes).stands:
            stored = replace(wanted, version=wanted.version + 1)
            return ProgramChange(outcome=Outcome.STORED, program=stored)
    return ProgramChange(outcome=Outcome.CHANGED, program=standing)


def _writes(
    wanted: Program, standing: Program | None, studio: Studio, actor: Actor, now: datetime
) -> list[Write]:
    what = "added" if standing is None else "changed"
    if standing is not None and standing.inactive != wanted.inactive:
        what = "retired" if wanted.inactive else "reactivated"
    before = typed_of(standing) if standing is not None else {}
    about = record_name(wanted.program_id)
    return [
        *program_writes(wanted, studio),
        audit_put(about, what, before=before, after=typed_of(wanted), actor=actor, now=now),
    ]


def _checks(wanted: Program, standing: Program | None, studio: Studio) -> Iterator[Check]:
    """That what the program comes to name is neither retired nor deleted in this moment."""
    terms, were = wanted.terms, standing.terms if standing is not None else None
    statuses = {getattr(terms, name) for name in STATUSES} - {getattr(were, name, None) for name in STATUSES}
    for status_id in sorted(filter(None, statuses)):
        yield offered_check(studio.statuses[status_id])
    letters = {getattr(terms, name) for name in LETTERS} - {getattr(were, name, None) for name in LETTERS}
    for letter_id in sorted(filter(None, letters)):
        yield letter_check(letter_id)
    given = terms.gift.promotion_id if terms.gift is not None else None
    gave = were.gift.promotion_id if were is not None and were.gift is not None else None
    if given is not None and given != gave:
        yield offered_check(studio.promotions[given])
