"""A piece of work in hand: what it is about, what it would come to, what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chalicelib.domain.actor import Role
from chalicelib.domain.ids import payload_hash
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block
from chalicelib.models.draft import Draft

Problems = Mapping[str, str]
"""What is wrong with what was typed, by control."""


class Work(Protocol):
    """One call's work on a draft: what it is about, where it stands, and where it leads back to.

    The draft's content has `act`, the name of its kind, `step` and `typed`.
    """

    ask: Ask
    draft: Draft

    @property
    def name(self) -> str:
        """What it is about, in a title."""

    @property
    def version(self) -> int:
        """That of the record it is about, which must not move between a review and the act; 0 without one."""

    @property
    def trail(self) -> Sequence[Action]:
        """The way that leads here."""

    @property
    def ways(self) -> Sequence[Action]:
        """Where it leads back to, the nearest first."""


W = TypeVar("W", bound=Work)


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """What an act would do as everything stands: facts to read, the amount it is about, why it cannot be."""

    facts: Sequence[tuple[str, str]]
    cents: int
    button: str
    confirm: str
    notes: Sequence[Block] = ()
    against: Sequence[str] = ()

    def seen(self, work: Work) -> str:
        """The same for the same facts about a record that did not move."""
        return payload_hash({"facts": [list(pair) for pair in self.facts], "version": work.version})


@dataclass(frozen=True)
class Said:
    """What came of an act: whether it was done, in words, and the id of what it was done to."""

    done: bool
    words: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[W]):
    """One kind of work: its words and controls, what it would come to, and the act itself.

    `fields` are the names of its controls. `review` gives what is wrong where something typed is.
    """

    name: str
    title: str
    fields: Callable[[W], Sequence[str]]
    form: Callable[[W, Problems], Sequence[Block]]
    review: Callable[[W], Reviewed | Problems]
    act: Callable[[W, Reviewed], Said]
    role: Role = Role.OPERATOR
