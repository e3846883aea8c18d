"""What the AWS console asks of a widget, as the screens read it.

The event is input, never identity: anyone who may invoke can forge it. Who asks is the alias that was
invoked (IAM lets a role invoke its own alias alone). Source: CloudWatch's contract for custom widgets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.probe import says_yes
from chalicelib.domain.studio import Studio
from chalicelib.models import studio as studio_table

ARRIVED = "_f"
"""A hidden field of every form: without it no form came, and nothing may be read as left empty."""
SEARCH = "_q"
NAMED = "v_"
"""Stands before each control's name on its way: a sanitiser may take away a bare `style` or `title`."""
YES = "yes"
WIDTH_MAX = 100_000


class NotAsked(ValueError):
    """The event makes no sense; its message says why in words for the operator."""


class Ticks(StrEnum):
    """How a yes or no is asked: by a list, or by a box where the probe found that boxes arrive right."""

    LIST = "list"
    BOX = "box"


@dataclass(frozen=True)
class Form:
    """The values of the widget's controls, by name. Those of another draft or row are nobody's business."""

    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def arrived(self) -> bool:
        """Whether the console sent a form at all."""
        return bool(self.text(ARRIVED))

    def text(self, name: str, default: str = "") -> str:
        """What was typed or chosen, without spaces around it; the last one where several came."""
        value = self.values.get(name, default)
        if isinstance(value, list):
            value = value[-1] if value else default
        if isinstance(value, bool):
            value = YES if value else ""
        return str(value if value is not None else default).replace("\r\n", "\n").strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """What was chosen of a list that allows several."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(str(each).strip() for each in found if str(each).strip())

    def ticked(self, name: str) -> bool:
        """Whether yes was given: anything that is absent or unknown is no."""
        return says_yes(self.values.get(name))


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One call of a widget: where to go, what the clicked button carried, what was typed, who asks."""

    view: str
    do: str
    given: Mapping[str, Any]
    form: Form
    actor: Actor
    endpoint: str
    now: datetime
    widget_id: str = "widget"
    dashboard: str = ""
    is_dark: bool = False
    range_start: datetime | None = None
    range_end: datetime | None = None
    width: int | None = None

    @cached_property
    def studio(self) -> Studio:
        """The studio as stored, read once in a call."""
        return studio_table.load()

    @property
    def ticks(self) -> Ticks:
        """How a yes or no is asked: by boxes only where the probe has shown that they can be told apart."""
        return Ticks.BOX if self.studio.boxes.can_be_told_apart else Ticks.LIST

    @property
    def known_studio(self) -> Studio:
        """The studio as this container read it, at most a minute old: enough to name what is listed."""
        return studio_table.bundle.studio(self.now)

    def text(self, name: str) -> str:
        """What the button carried under `name`, as text; empty when it carried nothing."""
        value = self.given.get(name)
        return "" if value is None else str(value)

    def whole(self, name: str) -> int | None:
        """What the button carried under `name` as a whole number; None for anything else."""
        value = self.given.get(name)
        return value if type(value) is int else None


def ask_of(event: Mapping[str, Any], *, endpoint: str, request_id: str, now: datetime) -> Ask:
    """The event as the console sends it. What the button carried wins over the widget's own parameters,
    whether the console merged those into the event or not.

    Raises NotAsked where no role can be read from `endpoint`, the ARN as invoked.
    """
    context = _map(event.get("widgetContext"))
    params = _map(context.get("params"))
    given = {**params, **{name: value for name, value in event.items() if name != "widgetContext"}}
    span = _map(context.get("timeRange"))
    span = _map(span.get("zoom")) or span
    return Ask(
        view=str(given.get("view") or "start"),
        do=str(given.get("do") or ""),
        given=given,
        form=_form_of(_map(_map(context.get("forms")).get("all"))),
        actor=Actor(role=role_of(endpoint), request_id=request_id),
        endpoint=endpoint,
        now=now,
        widget_id=str(context.get("widgetId") or "widget"),
        dashboard=str(params.get("dashboard") or given.get("dashboard") or ""),
        is_dark=context.get("theme") == "dark",
        range_start=_instant(span.get("start")),
        range_end=_instant(span.get("end")),
        width=_whole(context.get("width")),
    )


def role_of(endpoint: str) -> Role:
    """The role whose alias was invoked: the eighth part of the ARN."""
    parts = endpoint.split(":")
    try:
        return Role(parts[7])
    except (IndexError, ValueError):
        raise NotAsked(
            "This function answers through its aliases viewer, operator and manager only."
        ) from None


def _form_of(values: Mapping[str, Any]) -> Form:
    return Form({name.removeprefix(NAMED): value for name, value in values.items()})


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _whole(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and abs(value) < WIDTH_MAX else None


def _instant(value: Any) -> datetime | None:
    """An instant of epoch milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
