"""The processings table's other rows: the eligible clients of a run by hand, as they were loaded.

A tick stands on the client's own row. The run says whether `everyone` is ticked; a row whose tick is another
one has `marked`, the run's present `turn` before its place. To tick or untick everyone is a new turn, by
which all marks are old: one write at any number of clients. The rows that differ are found by an index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.domain.loyalty import Earned, Paid
from chalicelib.domain.money import Cents
from chalicelib.domain.processing import Outcome, Skip
from chalicelib.models.base import Table, WholeAttribute, table_name
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Delete, Put, Update, Write

TO, SKIPPED = "to#", "skipped#"
DIGITS = 15


class Order(StrEnum):
    """What a list is in the order of: names, or the largest figure first."""

    NAME = "by_name"
    SALES = "by_sales"
    REWARD = "by_reward"
    MARKED = "marked"  # Those alone whose tick is not everyone's, by name.


class ByName(GlobalSecondaryIndex["Eligible"]):  # type: ignore[no-untyped-call]
    """A run's clients by name."""

    class Meta:
        index_name = Order.NAME.value
        projection = KeysOnlyProjection()

    processing_id = UnicodeAttribute(hash_key=True)
    by_name = UnicodeAttribute(range_key=True)


class BySales(GlobalSecondaryIndex["Eligible"]):  # type: ignore[no-untyped-call]
    """A run's clients by their qualifying sales."""

    class Meta:
        index_name = Order.SALES.value
        projection = KeysOnlyProjection()

    processing_id = UnicodeAttribute(hash_key=True)
    by_sales = UnicodeAttribute(range_key=True)


class ByReward(GlobalSecondaryIndex["Eligible"]):  # type: ignore[no-untyped-call]
    """A run's clients by their reward."""

    class Meta:
        index_name = Order.REWARD.value
        projection = KeysOnlyProjection()

    processing_id = UnicodeAttribute(hash_key=True)
    by_reward = UnicodeAttribute(range_key=True)


class Marked(GlobalSecondaryIndex["Eligible"]):  # type: ignore[no-untyped-call]
    """A run's clients whose tick is not everyone's, by turn and name."""

    class Meta:
        index_name = Order.MARKED.value
        projection = KeysOnlyProjection()

    processing_id = UnicodeAttribute(hash_key=True)
    marked = UnicodeAttribute(range_key=True)


class Eligible(Table):
    """One client on the list: sales, reward and status as they were loaded, then what came of it.

    `skipped#<place>` rows name those who got nothing though they were ticked, by name.
    """

    class Meta:
        table_name = table_name("processings")

    ordered_by_name = ByName()
    ordered_by_sales = BySales()
    ordered_by_reward = ByReward()
    of_turn = Marked()

    processing_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    client_id = UnicodeAttribute()
    status_id = UnicodeAttribute(null=True)
    by_name = UnicodeAttribute(null=True)
    by_sales = UnicodeAttribute(null=True)
    by_reward = UnicodeAttribute(null=True)
    marked = UnicodeAttribute(null=True)
    qualifying_cents = WholeAttribute(default=0)
    consumed_cents = WholeAttribute(default=0)
    uses_cents = WholeAttribute(default=0)
    rewards = WholeAttribute(default=0)
    reward_cents = WholeAttribute(default=0)
    outcome = UnicodeAttribute(default=Outcome.WAITING.value)
    reason = UnicodeAttribute(null=True)
    paid_cents = WholeAttribute(null=True)
    reward_id = UnicodeAttribute(null=True)
    code = UnicodeAttribute(null=True)
    notice_id = UnicodeAttribute(null=True)

    @classmethod
    def loaded(
        cls,
        processing_id: str,
        client_id: str,
        place: str,
        *,
        status_id: str | None,
        qualifying_cents: int,
        consumed_cents: int,
        earned: Earned,
    ) -> "Eligible":
        """A client's row, in the place where the directory has it."""
        return cls(
            processing_id,
            TO + client_id,
            client_id=client_id,
            status_id=status_id,
            by_name=place,
            by_sales=f"{max(0, qualifying_cents):0{DIGITS}}#{client_id}",
            by_reward=f"{int(earned.reward_cents):0{DIGITS}}#{client_id}",
            qualifying_cents=int(qualifying_cents),
            consumed_cents=int(consumed_cents),
            uses_cents=int(earned.consumed_cents),
            rewards=earned.rewards,
            reward_cents=int(earned.reward_cents),
        )

    @property
    def put(self) -> Put:
        """The write that stores a row of which there must be none yet."""
        return Put(self, Eligible.part.does_not_exist())

    @property
    def key(self) -> "Eligible":
        """A row of this key alone."""
        return Eligible(self.processing_id, self.part)

    @property
    def earned(self) -> Earned:
        """What the client was to get."""
        return Earned(self.rewards, Cents(self.reward_cents), Cents(self.uses_cents))

    def is_ticked(self, run: Processing) -> bool:
        """Whether the client is to get the reward, as it stands in the run that was read with it."""
        differs = self.marked is not None and self.marked.startswith(f"{run.turn}#")
        return run.everyone != differs

    def tick_write(self, run: Processing, ticked: bool) -> Update:
        """The write that ticks or unticks the client; the run's own write has to stand beside it."""
        marked = Eligible.marked
        action = marked.remove() if ticked == run.everyone else marked.set(f"{run.turn}#{self.by_name}")
        return Update(self.key, [action], Eligible.part.exists())

    def paid_writes(self, paid: Paid) -> list[Write]:
        """The writes that settle it: the reward is issued in this very transaction."""
        told = self._told(paid)
        actions: list[Any] = [getattr(Eligible, name).set(value) for name, value in told.items() if value]
        writes: list[Write] = [Update(self.key, [*actions, Eligible.reason.remove()], _open())]
        if self.outcome == Outcome.FAILED:
            writes.append(Delete(Eligible(self.processing_id, f"{SKIPPED}{self.by_name}")))
        return writes

    def as_paid(self, paid: Paid) -> "Eligible":
        """The row as `paid_writes` leave it."""
        for name, value in {**self._told(paid), "reason": None}.items():
            setattr(self, name, value)
        return self

    @staticmethod
    def _told(paid: Paid) -> dict[str, Any]:
        return {
            "outcome": Outcome.REWARDED.value,
            "paid_cents": paid.cents,
            "reward_id": paid.reward_id,
            "code": paid.code,
            "notice_id": paid.notice_id,
        }

    def without_writes(self, outcome: Outcome, reason: Skip) -> list[Write]:
        """The writes that say nothing was paid, and why; what failed may be tried again."""
        actions = [Eligible.outcome.set(outcome.value), Eligible.reason.set(reason.value)]
        told = Eligible(
            self.processing_id,
            f"{SKIPPED}{self.by_name}",
            client_id=self.client_id,
            outcome=outcome.value,
            reason=reason.value,
        )
        return [Update(self.key, actions, _open()), Put(told)]

    def as_without(self, outcome: Outcome, reason: Skip) -> "Eligible":
        """The row as `without_writes` leave it."""
        self.outcome, self.reason = outcome.value, reason.value
        return self

    @property
    def is_nameless(self) -> bool:
        """Whether nothing of it is made of the client's name."""
        return self.by_name == self._nameless

    @property
    def _nameless(self) -> str:
        return f"#{self.client_id}"

    def nameless_writes(self) -> list[Write]:
        """The writes by which the row of an erased client forgets the name, and the run the client."""
        place = Eligible.by_name.set(self._nameless)
        as_read = (Eligible.outcome == self.outcome) & (Eligible.by_name == self.by_name)
        actions: list[Any] = [place]
        if self.marked is not None:
            turn = self.marked.partition("#")[0]
            actions.append(Eligible.marked.set(f"{turn}#{self._nameless}"))
            as_read &= Eligible.marked == self.marked
        else:
            as_read &= Eligible.marked.does_not_exist()
        outcome, reason = self.outcome, self.reason
        if self.is_open:
            outcome, reason = Outcome.SKIPPED.value, Skip.GONE.value
            actions += [Eligible.outcome.set(outcome), Eligible.reason.set(reason)]
        writes: list[Write] = [Update(self.key, actions, as_read)]
        if reason is not None:
            writes.append(Delete(Eligible(self.processing_id, f"{SKIPPED}{self.by_name}")))
            told = Eligible(
                self.processing_id,
                f"{SKIPPED}{self._nameless}",
                client_id=self.client_id,
                outcome=outcome,
                reason=reason,
            )
            writes.append(Put(told))
        return writes

    @property
    def is_open(self) -> bool:
        """Whether the run has still to settle with the client."""
        return self.outcome in (Outcome.WAITING, Outcome.FAILED)

    @classmethod
    def find(cls, processing_id: str, part: str) -> "Eligible":
        """The row as it stands, strongly consistent; it must be there."""
        return cls.get(processing_id, part, consistent_read=True)


def _open() -> Any:
    return Eligible.outcome.is_in(Outcome.WAITING.value, Outcome.FAILED.value)


@dataclass(frozen=True)
class Page:
    """A page of a list, and the cursors from which the next and the previous one go on, if they do."""

    rows: Sequence[Eligible]
    after: str = ""
    before: str = ""


_INDEXES = {
    Order.NAME: Eligible.ordered_by_name,
    Order.SALES: Eligible.ordered_by_sales,
    Order.REWARD: Eligible.ordered_by_reward,
    Order.MARKED: Eligible.of_turn,
}


def page_of(run: Processing, order: Order, limit: int, *, after: str = "", before: str = "") -> Page:
    """The first `limit` of a run's list behind the cursor `after`, or the last ones before `before`.

    One Query of the index, one BatchGetItem of the rows as they stand: ticks are never old.
    """
    backwards, cursor = bool(before), before or after
    begins = None
    if order is Order.MARKED:
        begins = Marked.marked.startswith(f"{run.turn}#")
    largest_first = order in (Order.SALES, Order.REWARD)
    found = list(
        _INDEXES[order].query(
            run.processing_id,
            begins,
            limit=limit + 1,
            scan_index_forward=largest_first == backwards,
            last_evaluated_key=_start(run.processing_id, order, cursor) if cursor else None,
        )
    )
    is_more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    parts = [row.part for row in found]
    rows = {row.part: row for row in rows_of(run.processing_id, parts)}
    cursors = [str(getattr(row, order.value)) for row in found]
    goes_on, went_before = (bool(before), is_more) if backwards else (is_more, bool(after))
    return Page(
        [rows[part] for part in parts if part in rows],
        after=cursors[-1] if goes_on and cursors else "",
        before=cursors[0] if went_before and cursors else "",
    )


def rows_of(processing_id: str, parts: Sequence[str]) -> list[Eligible]:
    """These rows as they stand, strongly consistent; at most a hundred."""
    keys = [(processing_id, part) for part in dict.fromkeys(parts)]
    return list(Eligible.batch_get(keys, consistent_read=True)) if keys else []


def rows_of_clients(keys: Sequence[tuple[str, str]]) -> list[Eligible]:
    """The rows of these clients on the lists of these runs, by (run, client); at most a hundred."""
    parts = [(processing_id, TO + client_id) for processing_id, client_id in keys]
    return list(Eligible.batch_get(parts, consistent_read=True)) if parts else []


def rows_behind(processing_id: str, begins: str, after: str, limit: int) -> tuple[list[Eligible], bool]:
    """The first `limit` rows whose part begins so, behind the part `after`; whether there are more."""
    found = Eligible.query(
        processing_id,
        Eligible.part.startswith(begins),
        limit=limit,
        consistent_read=True,
        last_evaluated_key={"processing_id": {"S": processing_id}, "part": {"S": after}} if after else None,
    )
    rows = list(found)
    return rows, found.last_evaluated_key is not None


def _start(processing_id: str, order: Order, cursor: str) -> dict[str, Any]:
    """Where an index goes on: its own key ends with the client's id, which the row's key is made of."""
    part = TO + cursor.rpartition("#")[2]
    return {"processing_id": {"S": processing_id}, "part": {"S": part}, order.value: {"S": cursor}}
