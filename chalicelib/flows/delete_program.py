"""A manager deletes a program that nobody ever used."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.program import Program
from chalicelib.domain.program_edit import typed_of
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_change import TRIES, ProgramChange
from chalicelib.flows.program_figures import program_uses
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.program import program_deletion, record_name
from chalicelib.models.transaction import transact


def delete_program(program_id: str, version: int, *, actor: Actor, now: datetime) -> ProgramChange:
    """Delete the program as it was read, unless an enrollment, a referral or a trigger names it.

    Five Queries and one transaction a try. Deleting twice is deleting once. What it was called stays
    stored, for an enrollment of the very same second.
    """
    program: Program | None = None
    for _ in range(TRIES):
        studio = table.load()
        program = studio.programs.get(program_id)
        if program is None:
            known = ("program", program_id) in studio.deleted
            return ProgramChange(outcome=Outcome.STORED if known else Outcome.GONE)
        if program.version != version:
            return ProgramChange(outcome=Outcome.CHANGED, program=program)
        uses = program_uses(program_id)
        if uses:
            return ProgramChange(outcome=Outcome.REFUSED, program=program, uses=uses)
        audit = audit_put(
            record_name(program_id), "deleted", before=typed_of(program), after={}, actor=actor, now=now
        )
        if transact([*program_deletion(program, studio), audit]).stands:
            return ProgramChange(outcome=Outcome.STORED)
    return ProgramChange(outcome=Outcome.CHANGED, program=program)
