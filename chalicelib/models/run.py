"""The runs table's own rows: one run, where it stands, who drives it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain import records
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.night import Plan
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.models.base import (
    DayAttribute,
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)
from chalicelib.models.covered import Covered
from chalicelib.models.transaction import Put, Update, Write, transact

PART = "run"
RUNNING = "running"
FINISHED = "finished"
CLOCK = "clock"
HAND = "hand"


class LostLease(RuntimeError):
    """Someone else took the run over while we thought we had it."""


class Run(Table):
    """One run. `step` is where it stands; `pages_done` counts the pages of that step.

    `handed_out` says that all `pages` of the step go to the queue, `sent_at` when they last went.
    `only` is the one step it was asked for, `everyone` that this compares all accounts. What was compared
    leaves the trial balance (`books`), who differs (`differing`) and the first lines of how (`found`).
    `rebuild` names the check whose differences are put right, and who asked for it.
    `last_days` says which rewards that never end it gives a last day.
    `largest` are the greatest rewards of loyalty: references and cents.
    Whoever drives the run holds `lease_until` and writes under `version`; workers add to `pages_done`.
    """

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default=PART)
    state = UnicodeAttribute(default=RUNNING)
    by = UnicodeAttribute()
    as_of = DayAttribute()
    dry_run = BooleanAttribute()
    rule = PlainMapAttribute(null=True)
    reach = UnicodeAttribute()
    recounts = BooleanAttribute()
    covers = BooleanAttribute()
    covered_from = DayAttribute(null=True)
    reconciled_from = DayAttribute(null=True)
    fingerprint = UnicodeAttribute()
    only = UnicodeAttribute(null=True)
    everyone = BooleanAttribute(null=True)
    rebuild = PlainMapAttribute(null=True)
    last_days = PlainMapAttribute(null=True)
    books = PlainMapAttribute(null=True)
    differing = PlainListAttribute(null=True)
    found = PlainListAttribute(null=True)
    step = UnicodeAttribute(default=Step.LOYALTY.value)
    handed_out = BooleanAttribute(default=False)
    sent_at = UTCDateTimeAttribute(null=True)
    pages = WholeAttribute(default=0)
    pages_done = WholeAttribute(default=0)
    figures = PlainMapAttribute(default=dict)
    largest = PlainListAttribute(null=True)
    report_key = UnicodeAttribute()
    reconciliation_key = UnicodeAttribute()
    started_at = UTCDateTimeAttribute()
    finished_at = UTCDateTimeAttribute(null=True)
    lease_until = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)

    @classmethod
    def find(cls, run_id: str) -> "Run | None":
        """The run as it stands, strongly consistent, or None."""
        try:
            return cls.get(run_id, PART, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @property
    def loyalty_rule(self) -> LoyaltyRule | None:
        """The rule this run rewards by."""
        return records.from_plain(LoyaltyRule, self.rule) if self.rule is not None else None

    @property
    def wanted_last_days(self) -> LastDays | None:
        """Which rewards that never end this run gives a last day."""
        return records.from_plain(LastDays, self.last_days) if self.last_days is not None else None

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == FINISHED

    @property
    def next_step(self) -> Step:
        """The step after the present one, of those that were asked for."""
        return Step.DONE if self.only is not None else Step(self.step).next

    def does(self, step: Step) -> bool:
        """Whether the step was asked for."""
        return self.only is None or self.only == step.value

    def take(self, *, now: datetime, until: datetime) -> bool:
        """Become the one who drives the run until then; False when another one does."""
        if self.lease_until > now:
            return False
        try:
            self.change(lease_until=until)
        except LostLease:
            return False
        return True

    def change(self, **values: Any) -> None:
        """Set these attributes (None removes one), if nobody drove the run since it was read.

        Raises LostLease otherwise.
        """
        values["version"] = self.version + 1
        actions = [
            getattr(Run, name).remove() if value is None else getattr(Run, name).set(value)
            for name, value in values.items()
        ]
        result = transact([Update(Run(self.run_id, PART), actions, Run.version == self.version)])
        if not result.stands:
            raise LostLease(self.run_id)
        for name, value in values.items():
            setattr(self, name, value)


def begin(
    run_id: str, plan: Plan, *, by: str, now: datetime, lease_until: datetime, others: Sequence[Write] = ()
) -> Run | None:
    """The new run, held by us; None when a run of this id exists, or one of `others` is refused."""
    run = Run(
        run_id,
        PART,
        by=by,
        as_of=plan.as_of,
        dry_run=plan.dry_run,
        rule=records.to_plain(plan.rule) if plan.rule is not None else None,
        reach=plan.reach.value,
        recounts=plan.recounts,
        covers=plan.covers,
        covered_from=plan.covered_from,
        reconciled_from=plan.reconciled_from,
        fingerprint=plan.fingerprint,
        only=plan.only.value if plan.only is not None else None,
        everyone=plan.everyone or None,
        rebuild=dict(plan.rebuild) if plan.rebuild is not None else None,
        last_days=records.to_plain(plan.last_days),
        step=(plan.only or Step.LOYALTY).value,
        report_key=f"reports/runs/{run_id}.csv",
        reconciliation_key=f"reports/runs/{run_id}-reconciliation.csv",
        started_at=now,
        lease_until=lease_until,
    )
    noted = Update(Covered(), [Covered.unfinished.add({run_id})])
    return run if transact([Put(run, Run.run_id.does_not_exist()), noted, *others]).stands else None


def finish(run: Run, *, now: datetime, covers: bool, reconciles: bool) -> None:
    """Close the run; the next night need not look at changes that this one `covers` and `reconciles`.

    Two runs may end in another order than they began: the later start counts. Raises LostLease.
    """
    ended: list[Action] = [
        Run.state.set(FINISHED),
        Run.finished_at.set(now),
        Run.lease_until.set(now),
        Run.version.set(run.version + 1),
    ]
    own = Update(Run(run.run_id, PART), ended, Run.version == run.version)
    while True:
        result = transact([own, _noted(run, Covered.read(), covers=covers, reconciles=reconciles, now=now)])
        if result.stands:
            break
        if result.failed_on(Run):
            raise LostLease(run.run_id)
    run.state, run.finished_at, run.version = FINISHED, now, run.version + 1


def _noted(run: Run, covered: Covered, *, covers: bool, reconciles: bool, now: datetime) -> Update:
    actions: list[Action] = [Covered.unfinished.delete({run.run_id})]
    if covers and (covered.started_at is None or run.started_at > covered.started_at):
        actions += [Covered.started_at.set(run.started_at), Covered.fingerprint.set(run.fingerprint)]
    if reconciles:
        actions.append(
            Covered.reconciled_at.set(max(run.started_at, covered.reconciled_at or run.started_at))
        )
    if run.by == CLOCK:
        actions.append(Covered.last_night_on.set(max(run.as_of, covered.last_night_on or run.as_of)))
    if run.books is not None and not run.dry_run:
        actions += covered.compared(
            run.run_id,
            run.differing or (),
            everyone=bool(run.everyone),
            whole=reconciles and not run.figures.get(Step.RECONCILIATION.value, {}).get("moving"),
            started_at=run.started_at,
            now=now,
        )
    unchanged: Condition = covered.unmoved(Covered.started_at) & covered.unmoved(Covered.wrong_at)
    if run.does(Step.LOYALTY) and not run.dry_run:
        rewarded, unmoved = covered.rewarded(run.run_id, run.figures.get(Step.LOYALTY.value, {}))
        actions, unchanged = [*actions, *rewarded], unchanged & unmoved
    return Update(Covered(), actions, unchanged)
