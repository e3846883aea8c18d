"""The runs table's rows of imports: how far a file has been read, and what each slice told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.models.base import (
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)
from chalicelib.models.transaction import Put, Update, transact

PART = "run"
ENDED_RUNS = "imports"
RUNNING, FINISHED, REPLACED = "running", "finished", "replaced"


class ImportRun(Table):
    """One file being read. `offset` and `line` are where the next slice begins; `slices` are done.

    `columns` are the file's columns once its first line is read. Whoever reads a slice holds `lease_until`.
    """

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default=PART)
    kind = UnicodeAttribute()
    key = UnicodeAttribute()
    etag = UnicodeAttribute()
    size = WholeAttribute()
    dry_run = BooleanAttribute(default=False)
    state = UnicodeAttribute(default=RUNNING)
    offset = WholeAttribute(default=0)
    line = WholeAttribute(default=1)
    slices = WholeAttribute(default=0)
    columns = PlainListAttribute(null=True)
    figures = PlainMapAttribute(default=dict)
    is_reported = BooleanAttribute(default=False)
    lease_until = UTCDateTimeAttribute(null=True)
    started_at = UTCDateTimeAttribute()
    updated_at = UTCDateTimeAttribute()

    @classmethod
    def find(cls, run_id: str) -> "ImportRun | None":
        """The run as it stands, strongly consistent, or None."""
        try:
            return cls.get(run_id, PART, consistent_read=True)
        except cls.DoesNotExist:
            return None

    def begin(self) -> bool:
        """Store the new run; False when it was begun before."""
        return transact([Put(self, ImportRun.run_id.does_not_exist())]).stands

    def lease(self, now: datetime, until: datetime) -> bool:
        """Hold the next slice; False while another reader holds it, or when the run was moved."""
        free = ImportRun.lease_until.does_not_exist() | (ImportRun.lease_until <= now)
        unmoved = (ImportRun.slices == self.slices) & (ImportRun.state == self.state)
        try:
            # Not a transaction: its token would tell two readers of one instant that both hold it.
            self.update([ImportRun.lease_until.set(until)], condition=unmoved & free)
        except UpdateError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def advance(self, after: "ImportRun", told: Sequence[Sequence[Any]]) -> bool:
        """Keep what one slice told, and move on to where `after` stands; False when another did."""
        row = ImportSlice(self.run_id, f"slice:{self.slices:07d}", told=[list(each) for each in told])
        actions = [
            ImportRun.state.set(after.state),
            ImportRun.offset.set(after.offset),
            ImportRun.line.set(after.line),
            ImportRun.slices.set(self.slices + 1),
            ImportRun.columns.set(after.columns),
            ImportRun.figures.set(after.figures),
            ImportRun.updated_at.set(after.updated_at),
            ImportRun.lease_until.remove(),
        ]
        unmoved = (ImportRun.slices == self.slices) & (ImportRun.state == RUNNING)
        return transact([Put(row), Update(self, actions, unmoved)]).stands

    def settle(self, now: datetime, *, state: str | None = None, is_reported: bool = False) -> None:
        """Say that the run ended, or that its report stands."""
        actions: list[Action] = [ImportRun.updated_at.set(now), ImportRun.is_reported.set(is_reported)]
        if state is not None:
            actions.append(ImportRun.state.set(state))
        self.update(actions)

    def told(self) -> Iterator[Mapping[str, Any]]:
        """What the slices told, in the order of the file's lines: line, column, reason, outcome."""
        slices = ImportSlice.query(self.run_id, ImportSlice.part.startswith("slice:"), consistent_read=True)
        for each in slices:
            for line, column, reason, outcome in each.told:
                yield {"line": line, "column": column, "reason": reason, "outcome": outcome}


class ImportSlice(Table):
    """What one slice of a file told: `[line, column, reason, outcome]` for each row that is listed."""

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    told = PlainListAttribute(default=list)


class EndedImport(Table):
    """One file that was read to its end, for the console: in one partition, the latest last.

    `for_a_person` is there while rows were refused or wait, and nobody has taken note of it.
    """

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True, default=ENDED_RUNS)
    part = UnicodeAttribute(range_key=True)
    key = UnicodeAttribute()
    report_key = UnicodeAttribute()
    kind = UnicodeAttribute()
    figures = PlainMapAttribute(default=dict)
    started_at = UTCDateTimeAttribute()
    dry_run = BooleanAttribute(default=False)
    for_a_person = BooleanAttribute(default=False)

    @classmethod
    def of_run(cls, run: ImportRun, report_key: str) -> "EndedImport":
        """What the console shows of a run that ended."""
        return cls(
            ENDED_RUNS,
            f"{run.started_at.isoformat()} {run.run_id}",
            key=run.key,
            report_key=report_key,
            kind=run.kind,
            figures=run.figures,
            started_at=run.started_at,
            dry_run=run.dry_run,
            for_a_person=not run.dry_run and bool(run.figures.get("refused") or run.figures.get("waiting")),
        )

    def keep(self) -> None:
        """Store it, once: whoever has taken note of it need not do so again."""
        transact([Put(self, EndedImport.run_id.does_not_exist())])

    def take_note_write(self) -> Update:
        """The write that says a person has seen to it."""
        return Update(
            EndedImport(self.run_id, self.part),
            [EndedImport.for_a_person.set(False)],
            EndedImport.for_a_person == True,  # noqa: E712 - a condition, not a comparison
        )

    @classmethod
    def latest(cls, limit: int) -> "list[EndedImport]":
        """The files that were read last, the latest first."""
        return list(cls.query(ENDED_RUNS, scan_index_forward=False, limit=limit))
