"""What the nights so far covered, and which runs are not finished: one row of the runs table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.loyalty import waiting_of
from chalicelib.domain.unusual import above_usual, with_night
from chalicelib.models.base import DayAttribute, PlainListAttribute, PlainMapAttribute, Table, table_name
from chalicelib.models.transaction import Update, transact

NIGHTS = "nights"
COVERED = "covered"
WRONG_MAX = 500
LATEST = 14


class Covered(Table):
    """The one row: since when sales may have changed unseen, under which rule, and what is unfinished.

    `checked` is the last run that compared everyone, `share_compared` the last that compared a night's share.
    `wrong` are clients (at most `WRONG_MAX`) who differed and of whom no later check has found that they do
    not; `wrong_at` is when some were last found.
    `issued`: the cents of the latest nights that issued anything; `latest`: the runs that rewarded, the last
    one at the end. `unusual` (`run`, `cents`, `usual`) and `waiting` (`run`, `clients`, `cents`) are what
    the last of them leaves to be seen.
    """

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True, default=NIGHTS)
    part = UnicodeAttribute(range_key=True, default=COVERED)
    fingerprint = UnicodeAttribute(default="")
    started_at = UTCDateTimeAttribute(null=True)
    reconciled_at = UTCDateTimeAttribute(null=True)
    last_night_on = DayAttribute(null=True)
    unfinished = UnicodeSetAttribute(null=True)
    checked = UnicodeAttribute(null=True)
    share_compared = UnicodeAttribute(null=True)
    wrong = UnicodeSetAttribute(null=True)
    wrong_at = UTCDateTimeAttribute(null=True)
    issued = PlainListAttribute(null=True)
    latest = PlainListAttribute(null=True)
    unusual = PlainMapAttribute(null=True)
    waiting = PlainMapAttribute(null=True)

    @classmethod
    def read(cls) -> "Covered":
        """The row as it stands; an empty one before the first run."""
        try:
            return cls.get(NIGHTS, COVERED, consistent_read=True)
        except cls.DoesNotExist:
            return cls()

    def compared(
        self,
        run_id: str,
        differing: Sequence[str],
        *,
        everyone: bool,
        whole: bool,
        started_at: datetime,
        now: datetime,
    ) -> list[Action]:
        """The updates by a run that compared clients, of whom those `differing` are not right.

        A `whole` look at everyone forgets who was wrong before, unless that was found while it looked.
        """
        where = Covered.checked if everyone else Covered.share_compared
        actions: list[Action] = [where.set(run_id)]
        before = self.wrong or set()
        if everyone and whole and (self.wrong_at is None or self.wrong_at <= started_at):
            before = set()
        wrong = set(sorted({*before, *differing})[:WRONG_MAX])
        if differing:
            actions.append(Covered.wrong_at.set(now))
        if wrong != (self.wrong or set()):
            actions.append(Covered.wrong.set(wrong) if wrong else Covered.wrong.remove())
        return actions

    def rewarded(self, run_id: str, figures: Mapping[str, int]) -> tuple[list[Action], Condition]:
        """The updates by a run that rewarded, of its figures of loyalty, upon what was read here."""
        before, runs = self.issued or [], self.latest or []
        cents, clients = figures.get("reward_cents", 0), waiting_of(figures)
        usual = above_usual(cents, before)
        waiting = {"run": run_id, "clients": clients, "cents": figures.get("waiting_cents", 0)}
        told: dict[str, Any] = {
            "issued": with_night(before, cents) or None,
            "latest": [*runs, run_id][-LATEST:],
            "unusual": None if usual is None else {"run": run_id, "cents": cents, "usual": usual},
            "waiting": waiting if clients else None,
        }
        actions = [
            getattr(Covered, name).remove() if value is None else getattr(Covered, name).set(value)
            for name, value in told.items()
        ]
        unmoved: Condition = Covered.latest == runs if runs else Covered.latest.does_not_exist()
        return actions, unmoved

    def unmoved(self, attribute: UTCDateTimeAttribute) -> Condition:
        """That this attribute of the row is as it was read."""
        read = getattr(self, attribute.attr_name)
        condition: Condition = attribute.does_not_exist() if read is None else attribute == read
        return condition


def no_longer_wrong(client_ids: Iterable[str]) -> None:
    """Note that these clients were put right. Repeating it changes nothing."""
    right = set(client_ids)
    if right:
        transact([Update(Covered(), [Covered.wrong.delete(right)])])
