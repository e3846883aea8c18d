"""What one call of a preferences' menu works on: the menu, what is edited, and its draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.edit import Decision, Edit, decided
from chalicelib.domain.menu import Menu
from chalicelib.domain.setting import set_up_of, texts
from chalicelib.handlers.console.preference_controls import Desk
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Control, Group, Table
from chalicelib.models.draft import Draft


@dataclass(frozen=True)
class Tab:
    """One tab: its name in the buttons, its label, and what it is made of."""

    key: str
    label: str
    parts: Callable[["Work"], Sequence[Block]]


def _nothing_more(work: "Work", tab: str) -> Sequence[Action]:
    return ()


@dataclass(frozen=True)
class Bench:
    """A menu of preferences: its title, its tabs, and its buttons besides saving."""

    menu: Menu
    title: str
    tabs: Callable[["Work"], Sequence[Tab]]
    more: Callable[["Work", str], Sequence[Action]] = _nothing_more

    @property
    def again(self) -> Action:
        """The menu from its beginning."""
        return Action(self.title, self.menu.value)


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is edited in this call, in which draft, and what the screen has to say."""

    ask: Ask
    bench: Bench
    edit: Edit
    draft: Draft | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[Block] = ()

    @property
    def desk(self) -> Desk:
        """The controls of the settings as they are typed."""
        return Desk(shown=self.edit.shown(), errors=self.errors, studio=self.ask.studio)

    @property
    def decision(self) -> Decision:
        """What saving now would make of what stands."""
        return decided(self.edit, self.ask.studio)

    @property
    def others(self) -> dict[str, str]:
        """What others made of this menu's settings since they were read."""
        return self.edit.overtaken_by(texts(set_up_of(self.ask.studio)))

    def action(self, label: str, do: str, tab: str, *, primary: bool = False, to: str = "") -> Action:
        """A button of this menu, which brings along what is typed on the tab."""
        place: dict[str, str | int] = {"tab": tab, **({"to": to} if to else {})}
        if self.draft is not None:
            place["draft"] = self.draft.draft_id
        else:
            place |= {"version": self.edit.version, "seen": self.edit.fingerprint}
        return Action(label, self.bench.menu.value, do, place, primary=primary)

    def controls(self, key: str) -> list[Control]:
        """The controls that the tab shows: the form's values are read for these and no others."""
        tabs = self.bench.tabs(self)
        tab = next((each for each in tabs if each.key == key), tabs[0])
        return controls_in(tab.parts(self))


def controls_in(parts: Sequence[Block]) -> list[Control]:
    """The controls of these blocks, those in tables after the others."""
    grouped = [each for part in parts if isinstance(part, Group) for each in part.controls]
    cells = [cell for part in parts if isinstance(part, Table) for row in part.rows for cell in row]
    return [each for each in (*grouped, *cells) if isinstance(each, Control)]
