"""What the AWS console does with a form, found out by one that an operator sends once after deploying.

Nothing documents how the console sends a checkbox. If it sent unticked ones too, whoever is unticked in a
list would be paid: so boxes are drawn only where this found that they can be told apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TICKED = frozenset({"yes", "on", "true"})
LEFT_TICKED, LEFT_EMPTY, TICKED_NOW, EMPTIED_NOW = "p_on", "p_off", "p_now_on", "p_now_off"
DAY, NUMBER, RADIO, MANY = "2026-03-04", "12.5", "second", ["first", "third"]
TYPED = "as it is"
GRID_WIDTH = 24
_ABSENT = object()


class Boxes(StrEnum):
    """How the console sends checkboxes."""

    OMIT = "omit"  # A ticked one with its value, an unticked one not at all.
    BOOL = "bool"  # Each with yes or no.
    VALUE = "value"  # Each with its value, ticked or not: nothing can be told.
    UNKNOWN = "unknown"

    @property
    def can_be_told_apart(self) -> bool:
        """Whether a ticked box can be told from an unticked one."""
        return self in (Boxes.OMIT, Boxes.BOOL)


class Verdict(StrEnum):
    """How a point turned out."""

    WORKS = "works"
    FAILS = "fails"
    OPEN = "open"  # Not asked, or not answered.


class Point(StrEnum):
    """What no documentation says, in the order in which it is shown."""

    FORM = "form"
    BOXES = "boxes"
    DAY = "day"
    NUMBER = "number"
    RADIO = "radio"
    MANY = "many"
    OUTSIDE = "outside"
    INSIDE = "inside"
    POPUP = "popup"
    DRAWING = "drawing"
    TWICE = "twice"
    WAITING = "waiting"
    WIDTH = "width"
    REFRESH = "refresh"
    STYLE = "style"
    INNER_STYLE = "inner_style"
    STICKY = "sticky"
    ISOLATION = "isolation"


SEEN_BY_EYE = (Point.STYLE, Point.INNER_STYLE, Point.STICKY, Point.ISOLATION)


@dataclass(frozen=True)
class Finding:
    """What was found at a point, in words."""

    verdict: Verdict
    words: str


def says_yes(value: Any) -> bool:
    """Whether what a control sent is a yes; anything that is absent or unknown is none."""
    if isinstance(value, list):
        value = value[-1] if value else None
    return value is True or (isinstance(value, str) and value.strip().lower() in TICKED)


def boxes_of(values: Mapping[str, Any]) -> Boxes:
    """How the console sent four boxes: left ticked, left empty, ticked by hand, emptied by hand."""
    on = [values.get(name, _ABSENT) for name in (LEFT_TICKED, TICKED_NOW)]
    off = [values.get(name, _ABSENT) for name in (LEFT_EMPTY, EMPTIED_NOW)]
    if _ABSENT not in on and all(each == on[0] for each in on + off):
        return Boxes.VALUE
    if on[0] != on[1] or off[0] != off[1] or not says_yes(on[0]) or says_yes(off[0]):
        return Boxes.UNKNOWN
    return Boxes.OMIT if off[0] is _ABSENT else Boxes.BOOL


def findings(values: Mapping[str, Any], width: int | None) -> dict[Point, Finding]:
    """What the form that was sent shows; the points that it cannot show are not in it."""
    if not values:
        return {Point.FORM: Finding(Verdict.FAILS, "The console sent no values at all.")}
    found = {
        Point.FORM: Finding(Verdict.WORKS, "The values of the controls arrived."),
        Point.BOXES: _boxes(boxes_of(values)),
        Point.DAY: _compared(values.get("p_day"), DAY),
        Point.NUMBER: _compared(str(values.get("p_number", "")), NUMBER),
        Point.RADIO: _compared(values.get("p_radio"), RADIO),
        Point.MANY: _compared(values.get("p_many"), MANY),
        Point.OUTSIDE: _compared(values.get("p_outside"), TYPED),
        Point.INSIDE: _compared(values.get("p_inside"), TYPED),
        Point.WIDTH: _width(width),
    }
    eyes = {point: _by_eye(values.get(f"p_{point.value}")) for point in SEEN_BY_EYE}
    return found | {point: finding for point, finding in eyes.items() if finding is not None}


def popup_finding(values: Mapping[str, Any]) -> Finding:
    """Which controls a button inside a popup sends."""
    if values.get("p_popup") != TYPED:
        return Finding(Verdict.FAILS, "The popup's own field did not arrive.")
    if "p_outside" in values:
        return Finding(Verdict.WORKS, "The popup's field arrived, and those of the screen below it too.")
    return Finding(Verdict.WORKS, "The popup's field arrived, and no others.")


def twice_finding(calls: int) -> Finding:
    """What became of two quick clicks, by the calls that arrived."""
    if calls > 1:
        return Finding(Verdict.WORKS, "Each click is a call. Acts of ours do their work once all the same.")
    return Finding(Verdict.WORKS, "One call arrived: the console ignores a click while a call is running.")


def _boxes(found: Boxes) -> Finding:
    words = {
        Boxes.OMIT: "A box that is not ticked is not sent. Boxes are used from now on.",
        Boxes.BOOL: "Each box is sent as yes or no. Boxes are used from now on.",
        Boxes.VALUE: "Ticked and empty boxes look the same. Lists of Yes and No are used in their place.",
        Boxes.UNKNOWN: "The boxes did not arrive as described, or were not changed as asked. Lists stay.",
    }
    return Finding(Verdict.WORKS if found.can_be_told_apart else Verdict.FAILS, words[found])


def _compared(came: Any, meant: Any) -> Finding:
    if came == meant:
        return Finding(Verdict.WORKS, "It arrived as it was set.")
    if came in (None, ""):
        return Finding(Verdict.FAILS, "It did not arrive.")
    return Finding(Verdict.FAILS, "It arrived as something else.")


def _width(width: int | None) -> Finding:
    if width is None:
        return Finding(Verdict.OPEN, "The console did not say how wide the widget is.")
    unit = "pixels" if width > GRID_WIDTH else "columns of the dashboard"
    return Finding(Verdict.WORKS, f"The widget's width is told in {unit}.")


def _by_eye(answer: Any) -> Finding | None:
    if answer == "yes":
        return Finding(Verdict.WORKS, "Seen.")
    return Finding(Verdict.FAILS, "Not seen.") if answer == "no" else None
