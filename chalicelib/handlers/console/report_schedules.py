"""Reports by email: which go to the studio, how often and where to; what became of the last ones.

One call for the studio, and for each report that goes up to three: its last file, and that one's email.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chalicelib.domain.actor import Role
from chalicelib.domain.contact import tidy_email
from chalicelib.domain.dates import local_date
from chalicelib.domain.report_schedule import Every, ReportSchedule, next_on
from chalicelib.domain.sender import own_address
from chalicelib.flows.begin_due_reports import last_mailed
from chalicelib.flows.reports import REPORTS
from chalicelib.flows.save_report_schedules import Outcome, save_report_schedules, seen
from chalicelib.handlers.console.outbox_words import reason_in_words, state_in_words
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Facts,
    Group,
    Kind,
    Line,
    Link,
    Message,
    Option,
    Screen,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.export import Export
from chalicelib.models.notice import Notice
from chalicelib.models.report_notice import report_notice_id
from chalicelib.services.files import files

TITLE = "Reports by email"
AGAIN = Action(TITLE, "report_schedules")
LINK_SECONDS = 3600
NO_ADDRESS = "This is no address that mail can go to."
EVERY: Mapping[Every, str] = {
    Every.OFF: "Never",
    Every.DAY: "Every day: the day before",
    Every.WEEK: "Once a week: the seven days before",
    Every.MONTH: "On the 1st: the month before",
}
ABOUT = (
    "A report goes out in the night of its day and is about the days before it; what is outstanding is told "
    "as of the last of them. Its totals stand in the message, all of it in a CSV file that comes along."
)
NOT_SET_UP = (
    "No report is sent until the studio's letters have a sender: Company Preferences, Messages. What was due "
    "within the last three days goes then."
)
Typed = Mapping[str, str]


def show(ask: Ask) -> Screen:
    """How the reports go out."""
    return _screen(ask, _as_stored(ask))


def save(ask: Ask) -> Screen:
    """Store what was chosen, or say what is wrong with it."""
    if not ask.form.arrived:
        return not_arrived(AGAIN)
    typed = {name: ask.form.text(name) for name in _as_stored(ask)}
    wanted = {name: _schedule(name, typed) for name in REPORTS}
    errors = {
        f"to_{name}": NO_ADDRESS for name, each in wanted.items() if each.to and tidy_email(each.to) is None
    }
    if errors:
        return _screen(ask, typed, errors=errors)
    outcome = save_report_schedules(wanted, shown=ask.text("seen"), actor=ask.actor, now=ask.now)
    ask = replace(ask, given={})  # A new reading of the studio, as it is stored now.
    told = {
        Outcome.STORED: Message("Saved", ["It is stored and in use."], Tone.GOOD),
        Outcome.UNCHANGED: Message("There was nothing to save", ["It stands like this already."]),
        Outcome.OVERTAKEN: Message(
            "Nothing was saved",
            ["Somebody else changed it since it was shown. This is how it stands; please choose again."],
            Tone.WARNING,
        ),
    }
    return _screen(ask, _as_stored(ask), told=told[outcome])


def _as_stored(ask: Ask) -> dict[str, str]:
    """The form's values as they stand."""
    typed: dict[str, str] = {}
    for name in REPORTS:
        stood = _stood(ask, name)
        typed |= {
            f"every_{name}": stood.every.value,
            f"day_{name}": str(stood.weekday),
            f"to_{name}": stood.to,
        }
    return typed


def _schedule(name: str, typed: Typed) -> ReportSchedule:
    every, day = typed[f"every_{name}"], typed[f"day_{name}"]
    to = typed[f"to_{name}"]
    return ReportSchedule(
        every=Every(every) if every in list(Every) else Every.OFF,
        weekday=int(day) if day in map(str, range(7)) else 0,
        to=tidy_email(to) or to,
    )


def _stood(ask: Ask, name: str) -> ReportSchedule:
    return ask.studio.preferences.report_schedules.get(name, ReportSchedule())


def _screen(
    ask: Ask, typed: Typed, *, errors: Mapping[str, str] | None = None, told: Message | None = None
) -> Screen:
    studio_address = own_address(ask.studio.preferences)
    blocks: list[Block] = [] if told is None else [told]
    if studio_address is None:
        blocks.append(Message("Email is not set up", [NOT_SET_UP], Tone.WARNING))
    blocks.append(Text(ABOUT))
    for name, report in REPORTS.items():
        blocks.append(Group(report.title, _controls(name, typed, studio_address, errors or {}), columns=3))
    shown = {"seen": seen(ask.studio.preferences.report_schedules)}
    blocks.append(Buttons([Action("Save", AGAIN.view, "save", shown, primary=True)]))
    for name, report in REPORTS.items():
        blocks += _last(ask, name, report.title)
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def _controls(
    name: str, typed: Typed, studio_address: str | None, errors: Mapping[str, str]
) -> list[Choice | Line]:
    to = f"to_{name}"
    hint = f"Left empty, it goes to {studio_address or 'the studio itself'}."
    days = [Option(str(day), words) for day, words in enumerate(calendar.day_name)]
    ways = [Option(every.value, words) for every, words in EVERY.items()]
    return [
        Choice(name=f"every_{name}", label="It goes", options=ways, value=typed[f"every_{name}"]),
        Choice(name=f"day_{name}", label="Where weekly, on", options=days, value=typed[f"day_{name}"]),
        Line(name=to, label="To", value=typed[to], kind=Kind.EMAIL, hint=hint, error=errors.get(to, "")),
    ]


def _last(ask: Ask, name: str, title: str) -> Iterator[Block]:
    """What comes next, and what became of the last one."""
    schedule = _stood(ask, name)
    today = local_date(ask.now, ask.studio.preferences.local_zone())
    coming = next_on(schedule, today)
    if coming is None:
        return
    found = last_mailed(name, schedule, today, ask.now)
    notice = None if found is None else Notice.find(report_notice_id(found.draft_id))
    yield Facts([("Next", coming.isoformat()), *_became(found, notice)], title)
    if found is not None and found.is_finished:
        yield Link(f"The file: {found.title}", files().link(found.key, seconds=LINK_SECONDS))
    if notice is not None:
        given = {"notice": notice.notice_id}
        way = Action("Its email", "outbox", "one", given, aria_label=f"The email of {title}")
        yield Buttons([way])


def _became(found: Export | None, notice: Notice | None) -> list[tuple[str, str]]:
    if found is None:
        return [("Last", "None yet")]
    if notice is None:
        return [("Last", f"{found.title}: the file is being written")]
    words = [state_in_words(notice.state), reason_in_words(notice.reason)]
    return [("Last", f"{found.title}: {'. '.join(each for each in words if each)}")]


VIEW = View(title=TITLE, acts={"": Act(show, Role.MANAGER), "save": Act(save, Role.MANAGER)})
