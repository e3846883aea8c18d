"""The outbox's lists: the notices in one state, of one day, or those that wait for a person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from chalicelib.domain import report_mail
from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.names import shown_name
from chalicelib.domain.notice import FOR_A_PERSON, State
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.console.outbox_words import (
    STATES,
    TO_THE_STUDIO,
    letter_in_words,
    reason_in_words,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Kind,
    Line,
    Message,
    Screen,
    Table,
    Tabs,
    Text,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.notice import Cursor, Notice

PAGE_SIZE = 24
YEARS = (2000, 2999)
OUTBOX = Action("Outbox", "outbox")


def outbox_list(
    ask: Ask,
    state: State,
    day: date | None,
    told: Message | None = None,
    *,
    error: str = "",
    typed: str = "",
) -> Screen:
    """The notices in a state; those that wait for a person first seen, else the latest. Four calls."""
    name, meaning = STATES[state]
    unseen = state in FOR_A_PERSON and not ask.text("all")
    found = _found(ask, state, day, unseen=unseen)
    more = []
    if len(found) > PAGE_SIZE:
        last = found[PAGE_SIZE - 1]
        given = {
            "state": state.value,
            "until": last.queued_at.isoformat(),
            "after": last.notice_id,
            "all": ask.text("all"),
            "day": str(day or ""),
        }
        more = [Action("Further ones", "outbox", "", given)]
    rows = _rows(ask, [each.notice_id for each in found[:PAGE_SIZE]])
    tabs = [Action(title, "outbox", "", {"state": each.value}) for each, (title, _) in STATES.items()]
    blocks: list[Block] = [*([told] if told is not None else [])]
    blocks += [Tabs("States", tabs, list(STATES).index(state)), Text(meaning)]
    if state is State.SENT:
        blocks += _choosing(ask, day, error, typed)
    columns = [Column(each) for each in ("Letter", "Client", "Queued", "Why")]
    caption = f"{name}, queued on {day}" if day else name
    blocks.append(Table(caption, columns, rows, "There is none.", more))
    if unseen:
        given = {"state": state.value, "all": "yes"}
        blocks.append(Buttons([Action("Show those seen to as well", "outbox", "", given)]))
    return Screen(title="Outbox", blocks=blocks, trail=[HOME], back=HOME)


def _found(ask: Ask, state: State, day: date | None, *, unseen: bool) -> Sequence[Notice]:
    after = _cursor(ask)
    if unseen:
        return Notice.waiting_for_a_person(state, PAGE_SIZE + 1, after=after)
    zone = ask.studio.preferences.local_zone()
    span = (start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)) if day else None
    return Notice.in_state(state, PAGE_SIZE + 1, span=span, after=after)


def _rows(ask: Ask, notice_ids: Sequence[str]) -> list[Sequence[Cell]]:
    """The notices in this order, with the names of their clients: two calls."""
    if not notice_ids:
        return []
    notices = {each.notice_id: each for each in Notice.batch_get(list(notice_ids))}
    client_ids = sorted({each.client_id for each in notices.values()})
    order = ask.studio.preferences.name_order
    names = {
        each.client_id: shown_name(each.first_name, each.last_name, order) or each.company
        for each in Client.batch_get(client_ids)
    } | {report_mail.STUDIO: TO_THE_STUDIO}
    return [
        _row(notices[each], names.get(notices[each].client_id) or "", ask)
        for each in notice_ids
        if each in notices
    ]


def _row(notice: Notice, name: str, ask: Ask) -> Sequence[Cell]:
    words, queued = letter_in_words(notice), moment(notice.queued_at, ask.studio)
    why: list[str | Badge] = [reason_in_words(notice.reason)]
    if notice.state in FOR_A_PERSON and notice.for_a_person is None:
        why.append(Badge("seen to"))
    way = Action(
        words,
        "outbox",
        "one",
        {"notice": notice.notice_id},
        plain=True,
        aria_label=f"Open: {words} to {name or 'a client without a name'}, {queued}",
    )
    return [way, name or "Without a name", queued, why]


def _choosing(ask: Ask, day: date | None, error: str, typed: str) -> list[Block]:
    today = local_date(ask.now, ask.studio.preferences.local_zone())
    line = Line(
        name="day", label="Queued on", value=typed or str(day or ""), kind=Kind.DAY, error=error, size=12
    )
    days = [
        Action(label, "outbox", "", {"state": State.SENT.value, "day": other.isoformat()})
        for label, other in (("Today", today), ("Day before", (day or today) - timedelta(days=1)))
    ]
    latest = Action("The latest", "outbox", "", {"state": State.SENT.value})
    return [Group("A day", [line]), Buttons([Action("Show this day", "outbox", "go"), *days, latest])]


def day_of(text: str) -> date | None:
    """A day as it was typed or carried."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if YEARS[0] <= day.year <= YEARS[1] else None


def _cursor(ask: Ask) -> Cursor | None:
    try:
        at = datetime.fromisoformat(ask.text("until"))
    except ValueError:
        return None
    return (at, ask.text("after")) if at.tzinfo is not None and ask.text("after") else None
