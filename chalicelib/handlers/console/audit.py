"""What operators changed: the latest, those of a day, those of one record. At most eleven calls a screen."""

from collections.abc import Sequence
from datetime import date, timedelta

from chalicelib.domain.actor import Role
from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.names import shown_name
from chalicelib.handlers.console.audit_words import about_in_words
from chalicelib.handlers.console.changes import change_rows
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Kind,
    Line,
    Screen,
    Table,
    Text,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.audit import AuditRecord, audit_between, audit_of
from chalicelib.models.client import Client

PAGE_SIZE = 25
LATEST_DAYS = 7
YEARS = (2000, 2999)
LATEST = Action("Latest changes", "audit")
WHO = (
    "By says the role. The request id leads to the person: CloudTrail keeps it with the name of whoever "
    "was signed in to the console."
)


def show(ask: Ask) -> Screen:
    """The changes of one day of the studio's, or of the last seven where none is named."""
    day = _day(ask.text("day"))
    return _screen(ask, day) if day or not ask.text("day") else _screen(ask, None, "This is not a day.")


def go(ask: Ask) -> Screen:
    """The day that was typed."""
    if not ask.form.arrived:
        return not_arrived(LATEST)
    typed = ask.form.text("day")
    day = _day(typed)
    error = "" if day or not typed else "This is not a day of the calendar, such as 2026-11-22."
    return _screen(ask, day, error, typed)


def of_record(ask: Ask) -> Screen:
    """Every change of one record, newest first."""
    about = ask.text("about")
    records = audit_of(about, PAGE_SIZE + 1, ask.text("until") or None) if about else []
    shown = records[:PAGE_SIZE]
    names = _names(shown, ask)
    title = names.get(about.partition("#")[2]) or about_in_words(about, ask.studio)
    more = (
        [Action("Earlier changes", "audit", "of", {"about": about, "until": shown[-1].at})]
        if len(records) > PAGE_SIZE
        else []
    )
    columns = [Column(each) for each in ("When", "What", "By", "Before", "After", "Request")]
    rows = change_rows(shown, ask.studio)
    return Screen(
        title=f"Changes of {title}",
        blocks=[Text(WHO), Table("Changes", columns, rows, empty="Nothing was changed here.", more=more)],
        trail=[HOME, LATEST],
        back=LATEST,
    )


def _screen(ask: Ask, day: date | None, error: str = "", typed: str = "") -> Screen:
    zone = ask.studio.preferences.local_zone()
    today = local_date(ask.now, zone)
    first, last = (day, day) if day else (today - timedelta(days=LATEST_DAYS - 1), today)
    start, end = start_of_day(first, zone), start_of_day(last + timedelta(days=1), zone)
    records = audit_between(start, end, PAGE_SIZE + 1, _cursor(ask))
    shown = records[:PAGE_SIZE]
    names = _names(shown, ask)
    rows: list[list[Cell]] = [
        [when, _way(record, names, ask), *rest]
        for record, (when, *rest, _) in zip(shown, change_rows(shown, ask.studio), strict=True)
    ]
    given = {"day": day.isoformat()} if day else {}
    more = []
    if len(records) > PAGE_SIZE:
        cursor_given = {**given, "about": shown[-1].about, "until": shown[-1].at}
        more = [Action("Earlier changes", "audit", "", cursor_given)]
    days = [
        Action(label, "audit", "", {"day": other.isoformat()})
        for label, other in (
            ("Day before", (day or today) - timedelta(days=1)),
            ("Today", today),
            *([("Day after", day + timedelta(days=1))] if day and day < today else []),
        )
    ]
    columns = [Column(each) for each in ("When", "Record", "What", "By", "Before", "After")]
    caption = f"Changes of {day.isoformat()}" if day else f"Changes of the last {LATEST_DAYS} days"
    line = Line(
        name="day",
        label="Day",
        value=typed or (day or today).isoformat(),
        kind=Kind.DAY,
        error=error,
        size=12,
    )
    blocks: list[Block] = [
        Group("Another day", [line]),
        Buttons([Action("Show this day", "audit", "go"), *days]),
        Table(caption, columns, rows, empty="Nothing was changed.", more=more),
    ]
    return Screen(title="Latest changes", blocks=blocks, trail=[HOME], back=HOME)


def _way(record: AuditRecord, names: dict[str, str], ask: Ask) -> Action:
    words = names.get(record.about.partition("#")[2]) or about_in_words(record.about, ask.studio)
    given = {"about": record.about}
    return Action(words, "audit", "of", given, plain=True, aria_label=f"All changes of {words}")


def _names(records: Sequence[AuditRecord], ask: Ask) -> dict[str, str]:
    """The names of the clients among the records, by one call; an erased client has none."""
    order = ask.studio.preferences.name_order
    client_ids = {each.about.partition("#")[2] for each in records if each.about.startswith("client#")}
    if not client_ids:
        return {}
    return {
        client.client_id: f"Client: {name}"
        for client in Client.batch_get(sorted(client_ids))
        if (name := shown_name(client.first_name, client.last_name, order) or client.company)
    }


def _cursor(ask: Ask) -> tuple[str, str] | None:
    """The last change of the page before, as its button carried it."""
    about, at = ask.text("about"), ask.text("until")
    return (about, at) if about and _day(at[:10]) and "T" in at[10:11] else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if YEARS[0] <= day.year <= YEARS[1] else None


VIEW = View(
    title="Latest changes",
    acts={
        "": Act(show, Role.MANAGER),
        "go": Act(go, Role.MANAGER),
        "of": Act(of_record, Role.MANAGER),
    },
)
