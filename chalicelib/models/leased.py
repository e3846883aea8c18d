"""What long work in the background has in common: a row of its own that one function at a time holds."""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from chalicelib.models.transaction import Put, Update, transact


class LostLease(RuntimeError):
    """Someone else took the work over, or it ended, while we thought we had it."""


class Listed(Protocol):
    """A row of a list that long work makes."""

    @property
    def put(self) -> Put:
        """The write that puts it, unless it stands already."""
        ...


R = TypeVar("R", bound=Listed)


class Leased:
    """To mix into a table's row that has a `state`: whoever works on it is `held_by` and holds `lease_until`.

    `next_at` stands, in the sparse index `unfinished`, while a function has to look after it.
    """

    BUCKET: ClassVar[str]
    """Under which the index `unfinished` has all of them."""

    state: Any
    held_by: Any
    lease_until: Any
    unfinished_bucket: Any
    next_at: Any
    unfinished: Any

    @property
    def key(self) -> Any:
        """A row of this key alone."""
        raise NotImplementedError

    @classmethod
    def due_rows(cls, now: datetime) -> Iterator[Any]:
        """The keys of what a function has to go on with now."""
        yield from cls.unfinished.query(cls.BUCKET, cls.next_at <= now)

    def is_held(self, now: datetime) -> bool:
        """Whether a function is at it."""
        return self.lease_until is not None and bool(self.lease_until > now)

    def take(self, *, now: datetime, until: datetime) -> bool:
        """Become the one who works on it until then, unless another one does or it moved meanwhile."""
        own, token = type(self), secrets.token_hex(8)
        free = own.lease_until.does_not_exist() | (own.lease_until <= now)
        values = {"held_by": token, "lease_until": until, "next_at": until, "unfinished_bucket": self.BUCKET}
        taken = transact([Update(self.key, self._set(values), (own.state == self.state) & free)]).stands
        if taken:
            self.changed(values)
        return taken

    def change_write(self, values: dict[str, Any], *, while_in: Collection[StrEnum] = ()) -> Update:
        """The write by which whoever holds it sets these attributes; None removes one."""
        condition = type(self).held_by == self.held_by
        if while_in:
            condition &= type(self).state.is_in(*(each.value for each in while_in))
        return Update(self.key, self._set(values), condition)

    def change(self, values: dict[str, Any], *, while_in: Collection[StrEnum] = ()) -> None:
        """Set these attributes as the one who holds it. Raises LostLease where that is over."""
        if not transact([self.change_write(values, while_in=while_in)]).stands:
            raise LostLease(str(self.key))
        self.changed(values)

    def list_rows(
        self,
        rows: Sequence[R],
        values_of: Callable[[Sequence[R]], dict[str, Any]],
        *,
        while_in: Collection[StrEnum],
    ) -> None:
        """Put the rows and set what follows from those that are put, all or nothing.

        A row that stands already stays as it is. Raises LostLease where holding it is over.
        """
        while True:
            values = values_of(rows)
            own, puts = self.change_write(values, while_in=while_in), [row.put for row in rows]
            result = transact([own, *puts])
            if result.stands:
                self.changed(values)
                return
            failed = [write for write, _ in result.failed]
            if any(own is each for each in failed):
                raise LostLease(str(self.key))
            # Whoever moved to another heading in the meantime stands under two of them.
            rows = [
                row for row, put in zip(rows, puts, strict=True) if all(put is not each for each in failed)
            ]

    def changed(self, values: dict[str, Any]) -> None:
        """Know what a transaction of `change_write` stored."""
        for name, value in values.items():
            setattr(self, name, value)

    def move_write(self, values: dict[str, Any], *, as_held: bool = False) -> Update:
        """The write by which somebody at a desk moves it on, unless it moved since it was read.

        `as_held`: unless a function took it since then, too.
        """
        own = type(self)
        condition = own.state == self.state
        if as_held:
            held = own.lease_until
            condition &= held.does_not_exist() if self.lease_until is None else held == self.lease_until
        return Update(self.key, self._set(values), condition)

    @classmethod
    def _set(cls, values: dict[str, Any]) -> list[Any]:
        return [
            getattr(cls, name).remove() if value is None else getattr(cls, name).set(value)
            for name, value in values.items()
        ]
