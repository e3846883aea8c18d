"""Which Client Referral Report is asked for: by the dashboard's time range, a button, or the form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.referral_report import ALL, DAYS_MAX, NONE, Wanted
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Choice, Group, Kind, Line, Option

FIRST, LAST, PROGRAM = "first", "last", "program"
LATEST_DAYS = 90
A_DAY = timedelta(days=1)
NOT_A_DAY = "This is not a day of the calendar, such as 2026-11-22."
BACKWARDS = "The last day comes before the first."
TOO_LONG = "Five years at most."


@dataclass(frozen=True, kw_only=True)
class Span:
    """What was asked for: a report that can be read, or what was typed with what is wrong with it."""

    wanted: Wanted | None
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, str]:
        """What a button carries to come to the same report again."""
        return dict(self.typed)


def of_dashboard(ask: Ask) -> Span:
    """The dashboard's time range; the last ninety days where that is under a day, as nobody set it."""
    zone = ask.studio.preferences.local_zone()
    last_on = local_date(ask.now, zone)
    first_on = last_on - timedelta(days=LATEST_DAYS - 1)
    start, end = ask.range_start, ask.range_end
    if start is not None and end is not None and end - start >= A_DAY:
        last_on = local_date(end, zone)
        first_on = max(local_date(start, zone), last_on - timedelta(days=DAYS_MAX - 1))
    return _read({FIRST: first_on.isoformat(), LAST: last_on.isoformat(), PROGRAM: ALL})


def of_button(ask: Ask) -> Span:
    """The report that a button carries, or the dashboard's."""
    if not ask.text(FIRST):
        return of_dashboard(ask)
    return _read({name: ask.text(name) for name in (FIRST, LAST, PROGRAM)})


def of_form(ask: Ask) -> Span:
    """The report that was typed and chosen."""
    return _read({name: ask.form.text(name) for name in (FIRST, LAST, PROGRAM)})


def controls(span: Span, ask: Ask) -> Group:
    """The fields of the report."""
    days: list[Line] = [
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
    chosen = Choice(name=PROGRAM, label="Program", options=_programs(ask), value=span.typed[PROGRAM])
    return Group("What the report is about", [*days, chosen], columns=3)


def program_words(program: str, ask: Ask) -> str:
    """What was chosen, in words."""
    return next((each.label for each in _programs(ask) if each.value == program), program)


def _programs(ask: Ask) -> Sequence[Option]:
    programs = sorted(ask.studio.programs.values(), key=lambda each: each.description.casefold())
    named = [Option(each.program_id, each.description) for each in programs]
    return [Option(ALL, "All programs"), Option(NONE, "Without a program"), *named]


def _read(typed: dict[str, str]) -> Span:
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
    wanted = None
    if not errors:
        wanted = Wanted(first_on=days[FIRST], last_on=days[LAST], program=typed[PROGRAM])
    return Span(wanted=wanted, typed=typed, errors=errors)
