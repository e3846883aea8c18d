"""The client's referral program: which, since when and by what, its link, and what came before it."""

from collections.abc import Iterator

from chalicelib.domain import addresses
from chalicelib.domain.program import offered_on
from chalicelib.domain.promise import last_day, promise
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.program_words import program_name, today
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, ids_of, instant, title_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Heading,
    Link,
    Snippet,
    Table,
    Text,
)
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.settings import settings

SOURCES = {"hand": "by hand", "trigger": "by a trigger", "bulk": "in bulk", "import": "by an import"}


def enrollment(ask: Ask, client: Client) -> Iterator[Block]:
    """The open enrollment with its link, the ways to change it, and earlier ones: a call for each record."""
    rows = [row for each in ids_of(client) for row in Enrollment.query(each, limit=READ_MAX)]
    own = [row for row in rows if row.client_id == client.client_id and row.enrollment_id == OPEN]
    yield Heading("Referral program")
    given, name = {"client": client.client_id}, title_of(client, ask.studio)
    if own:
        yield Facts(facts_of(own[0], ask), "Enrollment")
        yield from link_blocks(own[0], ask.studio)
    else:
        yield Text("Not enrolled in a program: whom this client sends is recorded, and nothing is earned.")
    yield Buttons(
        [
            Action(
                "Move or remove" if own else "Assign to a program", "enrollment", "", given, primary=not own
            ),
            Action(f"New client referred by {name}", "client_edit", "new", {"referrer": client.client_id}),
        ]
    )
    yield Text("A referred client who is on record already: open that client, and set Referred By there.")
    ended = sorted((row for row in rows if row.ended_at), key=lambda row: row.enrolled_at, reverse=True)
    if ended:
        titles = ("Program", "From", "Until", "How", "Why it ended")
        lines = [_line(row, ask.studio) for row in ended[:SHOWN_MAX]]
        yield Table("Earlier enrollments", [Column(each) for each in titles], lines)


def facts_of(row: Enrollment, ask: Ask) -> list[tuple[str, Cell]]:
    """An open enrollment in words."""
    studio = ask.studio
    program = studio.programs.get(row.program_id)
    found: list[tuple[str, Cell]] = [
        ("Program", program_name(studio, row.program_id)),
        ("Enrolled", f"{instant(row.enrolled_at, studio)}, {SOURCES.get(row.source, row.source)}"),
    ]
    if program is not None:
        until = last_day(program.terms, row.enrolled_at, studio.preferences.local_zone())
        terms = offered_on(program.terms, today(ask))
        found.append(("What it promises", promise(terms, studio.preferences.currency, until=until)))
    moved = row.replaced_count
    found.append(("Moved between programs", "never" if not moved else f"{moved} time{'s' * (moved > 1)}"))
    if row.first_enrolled_at != row.enrolled_at:
        found.append(("First enrolled", instant(row.first_enrolled_at, studio)))
    return found


def link_blocks(row: Enrollment, studio: Studio) -> Iterator[Block]:
    """The referral link to take away, with the pages to pass it on from."""
    base = addresses.public_base(studio.preferences.public_url, settings.form_url)
    yield Snippet("Referral link", addresses.referral(base, row.token))
    if base:
        yield Buttons(
            [
                Link("The page to share it from", addresses.share(base, row.token)),
                Link("Cards to print", addresses.card(base, row.token)),
            ]
        )


def _line(row: Enrollment, studio: Studio) -> list[Cell]:
    return [
        program_name(studio, row.program_id),
        instant(row.enrolled_at, studio),
        instant(row.ended_at, studio),
        SOURCES.get(row.source, row.source),
        (row.end_reason or "").replace("_", " "),
    ]
