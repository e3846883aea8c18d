"""What a screen is made of. Screens say what is there; `render.py` alone knows HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar


class Tone(StrEnum):
    """How a message or a badge is meant; always said in words too, never by color alone."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Action:
    """A button that asks for another screen (`view`, `do`), carrying `given`.

    `confirm` is asked before anything is sent. `popup` opens the answer above the screen. `aria_label`
    where several buttons of one screen have the same label.
    """

    label: str
    view: str
    do: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    primary: bool = False
    confirm: str = ""
    popup: bool = False
    plain: bool = False  # As a link looks.
    aria_label: str = ""


@dataclass(frozen=True)
class Help:
    """A button that opens words of help above the screen; it calls nothing."""

    label: str
    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Link:
    """A link to a page elsewhere (`https:`, or of the local cloud), which opens beside the console."""

    label: str
    url: str


@dataclass(frozen=True)
class Badge:
    """A short state, such as `held` or `overdue`."""

    text: str
    tone: Tone = Tone.INFO


@dataclass(frozen=True)
class Phone:
    """A phone number with the client's call warning, which stands in red wherever the number does."""

    number: str
    label: str = ""
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What all controls have. `name` is its key in the form; `error` stands beside it."""

    name: str
    label: str
    hint: str = ""
    error: str = ""
    required: bool = False
    help: Help | None = None


class Kind(StrEnum):
    """What is typed into a line; decides the keyboard, never the checking."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "tel"
    DAY = "date"
    WHOLE = "number"
    MONEY = "money"
    URL = "url"
    COLOR = "color_text"


@dataclass(frozen=True, kw_only=True)
class Line(Control):
    """One line of text. `compact` as for a choice."""

    value: str = ""
    kind: Kind = Kind.TEXT
    size: int = 30
    suggestions: Sequence[str] = ()  # Offered while typing; anything may be typed.
    compact: bool = False


@dataclass(frozen=True, kw_only=True)
class Area(Control):
    """Several lines of text."""

    value: str = ""
    rows: int = 4


@dataclass(frozen=True)
class Option:
    """One line of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """One of a list. `compact` hides the label (it is still read out), for tables."""

    options: Sequence[Option]
    value: str = ""
    compact: bool = False


@dataclass(frozen=True, kw_only=True)
class Choices(Control):
    """Any number of a list."""

    options: Sequence[Option]
    values: Sequence[str] = ()
    rows: int = 6


@dataclass(frozen=True, kw_only=True)
class Tick(Control):
    """Yes or no. A list of two, or a box where the probe has shown that boxes arrive right."""

    value: bool = False
    compact: bool = False


Piece = str | Action | Help | Link | Badge | Phone | Control
Cell = Piece | Sequence[Piece]


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True)
class Heading:
    """What the blocks after it are about."""

    text: str


@dataclass(frozen=True)
class Message:
    """What the operator must not miss: `title` in a word, `lines` in sentences."""

    title: str
    lines: Sequence[str] = ()
    tone: Tone = Tone.INFO


@dataclass(frozen=True)
class Facts:
    """Labels with their values, as on a card."""

    pairs: Sequence[tuple[str, Cell]]
    title: str = ""


@dataclass(frozen=True)
class Group:
    """Controls that belong together under one legend; empty legend: they just follow each other."""

    legend: str
    controls: Sequence[Control | Text | Help]
    columns: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a table; `number` aligns right."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a caption; the first cell heads its row. `more` are the buttons that page."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str = "There is nothing here."
    more: Sequence[Action] = ()


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it is about, how many; `said` is how the number is written."""

    label: str
    value: int
    said: str = ""


@dataclass(frozen=True)
class Chart:
    """Numbers with a bar beside each, as a table: who cannot see the bars reads the numbers.

    `columns` head the labels and the numbers.
    """

    caption: str
    columns: tuple[str, str]
    bars: Sequence[Bar]
    empty: str = "There is nothing here."

    LENGTH_MAX: ClassVar[int] = 320

    def length(self, bar: Bar) -> int:
        """The bar's length in pixels: the greatest value has them all, and only nothing has none."""
        most = max((each.value for each in self.bars), default=0)
        return max(1, bar.value * self.LENGTH_MAX // most) if bar.value > 0 else 0


@dataclass(frozen=True)
class Stack:
    """One line of a stacked chart: what it is about, its values, and how each is written."""

    label: str
    values: Sequence[int]
    said: Sequence[str]


@dataclass(frozen=True)
class Stacks:
    """Numbers of a few kinds, with their bars behind each other in one line; the table says them all.

    `parts` head the numbers, two at most: so many fills there are. `label` heads what they are about.
    """

    caption: str
    label: str
    parts: Sequence[str]
    stacks: Sequence[Stack]
    empty: str = "There is nothing here."

    LENGTH_MAX: ClassVar[int] = 320

    def bars(self, stack: Stack) -> Iterator[tuple[int, int]]:
        """Where each value's bar begins and how long it is; the greatest sum has all the length."""
        most = max((sum(each.values) for each in self.stacks), default=0)
        at = 0
        for value in stack.values:
            length = max(1, value * self.LENGTH_MAX // most) if value > 0 else 0
            yield at, length
            at += length


@dataclass(frozen=True)
class Buttons:
    """Actions beside each other."""

    actions: Sequence[Action | Help | Link]


@dataclass(frozen=True)
class Tabs:
    """Parts of one piece of work; going to another one sends what was typed along."""

    label: str
    tabs: Sequence[Action]
    current: int


@dataclass(frozen=True)
class Snippet:
    """Text to take away: one click selects all of it."""

    label: str
    text: str


@dataclass(frozen=True)
class Swatch:
    """How a pair of colors looks together, with its contrast in words."""

    label: str
    text_color: str
    background: str
    note: str


@dataclass(frozen=True)
class Swatches:
    """Pairs of colors beside each other."""

    label: str
    swatches: Sequence[Swatch]


@dataclass(frozen=True)
class Picture:
    """A picture inside the screen, as a `data:` address or one of our own pages."""

    url: str
    text: str
    width: int
    height: int


@dataclass(frozen=True)
class Probe:
    """What only the probe shows: controls and buttons of kinds that nobody has seen arrive yet.

    `part` is `form`, `popup` or `drawing`; its markup stands in a template of its own and holds no text
    that anybody typed. `action` is the button inside it, where it has one.
    """

    part: str
    action: Action | None = None


Block = (
    Text
    | Heading
    | Message
    | Facts
    | Group
    | Table
    | Chart
    | Stacks
    | Buttons
    | Tabs
    | Snippet
    | Swatches
    | Picture
    | Help
    | Link
    | Probe
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One answer of a widget. `trail` leads here from the start; `back` goes one step back.

    `draft_id` stands in the log beside view and act; nothing that was typed does.
    """

    title: str
    blocks: Sequence[Block]
    trail: Sequence[Action] = ()
    back: Action | None = None
    draft_id: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Label and error of each control that has one, in order, for the summary above the form."""
        return [
            (control.label, control.error)
            for block in self.blocks
            for control in _pieces(block)
            if isinstance(control, Control) and control.error
        ]


def _pieces(block: Block) -> Iterator[object]:
    """What stands in a group, or in the cells of a table."""
    if isinstance(block, Group):
        yield from block.controls
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell if isinstance(cell, list | tuple) else [cell]
