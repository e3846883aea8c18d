"""Controls of the client's form, filled with what is typed and what is wrong with it."""

from collections.abc import Mapping, Sequence

from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.blocks import Choice, Choices, Help, Kind, Line, Option, Tick

DAY_HINT = "Year, month, day, such as 1980-02-29."
NONE = "None"


def line(
    work: Work,
    name: str,
    label: str,
    *,
    value: str | None = None,
    hint: str = "",
    kind: Kind = Kind.TEXT,
    size: int = 30,
    suggestions: Sequence[str] = (),
    compact: bool = False,
) -> Line:
    """One line of text."""
    return Line(
        name=name,
        label=label,
        hint=hint,
        error=work.problems.get(name, ""),
        value=str(work.typed[name]) if value is None else value,
        kind=kind,
        size=size,
        suggestions=suggestions,
        compact=compact,
    )


def day(work: Work, name: str, label: str, hint: str = DAY_HINT, value: str | None = None) -> Line:
    """One day."""
    return line(work, name, label, value=value, hint=hint, kind=Kind.DAY, size=12)


def choice(
    work: Work,
    name: str,
    label: str,
    options: Mapping[str, str],
    value: str | None = None,
    *,
    hint: str = "",
    compact: bool = False,
) -> Choice:
    """One of a list, by what each value is called."""
    return Choice(
        name=name,
        label=label,
        hint=hint,
        error=work.problems.get(name, ""),
        options=[Option(each, called) for each, called in options.items()],
        value=str(work.typed[name]) if value is None else value,
        compact=compact,
    )


def choices(work: Work, name: str, label: str, options: Mapping[str, str], hint: str = "") -> Choices:
    """Any number of a list."""
    return Choices(
        name=name,
        label=label,
        hint=hint,
        error=work.problems.get(name, ""),
        options=[Option(each, called) for each, called in options.items()],
        values=work.typed[name],
        rows=min(12, max(4, len(options))),
    )


def tick(
    work: Work,
    name: str,
    label: str,
    *,
    value: bool | None = None,
    hint: str = "",
    compact: bool = False,
    help_: Help | None = None,
) -> Tick:
    """Yes or no."""
    return Tick(
        name=name,
        label=label,
        hint=hint,
        error=work.problems.get(name, ""),
        value=bool(work.typed[name]) if value is None else value,
        compact=compact,
        help=help_,
    )
