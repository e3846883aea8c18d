"""The pages of a run: rows of the runs table that each hold some of its work."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domain.night_step import Step
from chalicelib.models.base import PlainListAttribute, PlainMapAttribute, Table, table_name
from chalicelib.models.run import PART, LostLease, Run
from chalicelib.models.transaction import Put, Update, transact

PLANNED = "planned"
DONE = "done"


class Page(Table):
    """Some of the work of a run's step: `keys` of clients, rewards or friends.

    `cursor` is where the listing goes on after it (null: nowhere). `report_key` names its part of the report.
    A page of clients that were compared also has its part of the trial balance (`books`), the clients who
    differ (`differing`) and the first lines that say how (`found`).
    """

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(default=PLANNED)
    keys = PlainListAttribute()
    cursor = UnicodeAttribute()
    figures = PlainMapAttribute(default=dict)
    report_key = UnicodeAttribute(null=True)
    books = PlainMapAttribute(null=True)
    differing = PlainListAttribute(null=True)
    found = PlainListAttribute(null=True)
    done_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def of_step(cls, run_id: str, step: Step) -> "list[Page]":
        """The step's pages so far, in their order, strongly consistent."""
        return list(cls.query(run_id, cls.part.startswith(f"{step.value}#"), consistent_read=True))

    @classmethod
    def find(cls, run_id: str, part: str) -> "Page | None":
        """The page as it stands, or None."""
        try:
            return cls.get(run_id, part, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @property
    def is_done(self) -> bool:
        """Whether its work stands."""
        return self.state == DONE

    @property
    def step(self) -> Step:
        """The step it belongs to."""
        return Step(self.part.partition("#")[0])

    @property
    def goes_on_at(self) -> Any:
        """Where the listing goes on, or None when this is the last page."""
        return json.loads(self.cursor)

    def go_on_at(self, cursor: Any) -> None:
        """Say where the listing goes on."""
        self.cursor = json.dumps(cursor)

    def plan(self) -> None:
        """Store the new page; raises LostLease when another listing was quicker."""
        if not transact([Put(self, Page.part.does_not_exist())]).stands:
            raise LostLease(self.run_id)

    def close(self, figures: Mapping[str, int], report_key: str | None, now: datetime, **kept: Any) -> None:
        """The page is done, and counted on its run, once however often this is called.

        `kept`: what else is to be known of it, by its attributes' names; None for what there is none of.
        """
        actions = [Page.state.set(DONE), Page.figures.set(dict(figures)), Page.done_at.set(now)]
        kept = {"report_key": report_key, **kept}
        actions += [getattr(Page, name).set(value) for name, value in kept.items() if value is not None]
        counted = [Run.pages_done.set(Run.pages_done + 1)]
        transact(
            [
                Update(Page(self.run_id, self.part), actions, Page.state == PLANNED),
                Update(Run(self.run_id, PART), counted),
            ]
        )
        self.state, self.figures = DONE, dict(figures)
        for name, value in kept.items():
            setattr(self, name, value)


def part_of(step: Step, number: int) -> str:
    """The name of a step's page; pages sort by it."""
    return f"{step.value}#{number:05d}"


def summed(pages: Iterable[Page]) -> dict[str, int]:
    """The figures of several pages, added up."""
    figures: dict[str, int] = {}
    for page in pages:
        for name, value in page.figures.items():
            figures[name] = figures.get(name, 0) + value
    return figures
