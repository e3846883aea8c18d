"""Which report is asked for: by the dashboard's time range, by what a button carries, or by the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.report_days import DAYS_MAX, Days
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Choice, Control, Group, Kind, Line

FIRST, LAST = "first", "last"
LATEST_DAYS = 90
A_DAY = timedelta(days=1)
NOT_A_DAY = "This is not a day of the calendar, such as 2026-11-22."
BACKWARDS = "The last day comes before the first."
TOO_LONG = "Five years at most."


@dataclass(frozen=True, kw_only=True)
class Span:
    """What was asked for: days that a report can be read of, or what was typed with what is wrong with it.

    `chosen` is what else the report is about, by the names of its choices.
    """

    days: Days | None
    typed: Mapping[str, str]
    chosen: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, str]:
        """What a button carries to come to the same report again."""
        return {**self.typed, **self.chosen}


def of_dashboard(ask: Ask, names: Sequence[str]) -> Span:
    """The dashboard's time range; the last ninety days where that is under a day, as nobody set it."""
    zone = ask.studio.preferences.local_zone()
    last_on = local_date(ask.now, zone)
    first_on = last_on - timedelta(days=LATEST_DAYS - 1)
    chosen = last_of_dashboard(ask)
    if chosen is not None and ask.range_start is not None:
        last_on = chosen
        first_on = max(local_date(ask.range_start, zone), last_on - timedelta(days=DAYS_MAX - 1))
    days = {FIRST: first_on.isoformat(), LAST: last_on.isoformat()}
    return _read(lambda name: days.get(name, ""), names)


def last_of_dashboard(ask: Ask) -> date | None:
    """The last day of the dashboard's time range; None where that is under a day, as nobody set it."""
    start, end = ask.range_start, ask.range_end
    if start is None or end is None or end - start < A_DAY:
        return None
    return local_date(end, ask.studio.preferences.local_zone())


def of_button(ask: Ask, names: Sequence[str]) -> Span:
    """The report that a button carries, or the dashboard's."""
    return _read(ask.text, names) if ask.text(FIRST) else of_dashboard(ask, names)


def of_form(ask: Ask, names: Sequence[str]) -> Span:
    """The report that was typed and chosen."""
    return _read(ask.form.text, names)


def controls(span: Span, choices: Sequence[Choice]) -> Group:
    """The fields of the report."""
    days: list[Control] = [
        Line(
            name=name,
            label=label,
            value=span.typed[name],
            kind=Kind.DAY,
            size=12,
            error=span.errors.get(name, ""),
        )
        for name, label in ((FIRST, "From"), (LAST, "To"))
    ]
    return Group("What the report is about", [*days, *choices], columns=3)


def _read(told: Callable[[str], str], names: Sequence[str]) -> Span:
    typed = {name: told(name) for name in (FIRST, LAST)}
    errors = {}
    days: dict[str, date] = {}
    for name in (FIRST, LAST):
        try:
            days[name] = date.fromisoformat(typed[name])
        except ValueError:
            errors[name] = NOT_A_DAY
    if not errors and days[LAST] < days[FIRST]:
        errors[LAST] = BACKWARDS
    elif not errors and (days[LAST] - days[FIRST]).days >= DAYS_MAX:
        errors[LAST] = TOO_LONG
    wanted = None if errors else Days(first_on=days[FIRST], last_on=days[LAST])
    return Span(days=wanted, typed=typed, chosen={name: told(name) for name in names}, errors=errors)
