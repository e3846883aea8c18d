"""A program in the studio table: each write holds its own version and that of all programs together.

The record `list#program` counts the changes of any program: a name stands once among the active ones, and
what a program names is not deleted in the same moment.
"""

from pynamodb.expressions.condition import Condition

from chalicelib.domain.program import Program
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import ListItem, ListOrder, Studio
from chalicelib.models.studio import PART, StudioRecord
from chalicelib.models.transaction import Check, Delete, Put, Write

KIND = "program"


def record_name(program_id: str) -> str:
    """The name of the program's record, by which the audit knows it too."""
    return f"{KIND}#{program_id}"


def program_writes(program: Program, studio: Studio) -> list[Write]:
    """Store `program`, refused when it or any other was changed since `studio` was read."""
    row = StudioRecord(
        PART,
        record_name(program.program_id),
        description=program.description,
        inactive=program.inactive,
        settings=to_plain(program),
        version=program.version + 1,
    )
    return [Put(row, _unchanged(program.version)), _all_put(studio)]


def program_deletion(program: Program, studio: Studio) -> list[Write]:
    """Remove `program` and keep what it was called, for whoever names it still."""
    former = ListItem(kind=KIND, item_id=program.program_id, description=program.description)
    name = record_name(program.program_id)
    return [
        Delete(StudioRecord(PART, name), _unchanged(program.version)),
        Put(StudioRecord(PART, f"deleted#{name}", settings=to_plain(former))),
        _all_put(studio),
    ]


def programs_check(studio: Studio) -> Check:
    """Hold a transaction to all programs as they were read."""
    return Check(StudioRecord(PART, f"list#{KIND}"), _unchanged(_version(studio)))


def offered_check(program_id: str) -> Check:
    """Hold a transaction to the program's being there and not retired."""
    standing = StudioRecord.part.exists() & (StudioRecord.inactive == False)  # noqa: E712 - a condition
    return Check(StudioRecord(PART, record_name(program_id)), standing)


def _all_put(studio: Studio) -> Put:
    version = _version(studio)
    row = StudioRecord(PART, f"list#{KIND}", settings=to_plain(ListOrder()), version=version + 1)
    return Put(row, _unchanged(version))


def _version(studio: Studio) -> int:
    return studio.orders.get(KIND, ListOrder()).version


def _unchanged(version: int) -> Condition:
    """One that came without a version has 0."""
    unchanged: Condition = StudioRecord.version == version
    return unchanged | StudioRecord.part.does_not_exist() if version == 0 else unchanged
