"""The Client Referral Report as a file: month by month, the earliest first."""

from datetime import datetime

from chalicelib.domain.money import to_display
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.referral_export import HEADER, referral_row
from chalicelib.domain.referral_report import ALL, NONE, Figures, Line, Wanted
from chalicelib.domain.report_days import Days
from chalicelib.domain.studio import Studio
from chalicelib.flows.named import named
from chalicelib.flows.referral_report import BY_MONTH, lines_of
from chalicelib.flows.report import Part, Plain, Report
from chalicelib.models.export import Export

READ_TOGETHER = 50
"""Two names each: as many as one call brings."""


def read_rows(export: Export, studio: Studio, part_rows: int, _: datetime) -> Part:
    """The next rows behind where the export stands, with the figures of all so far."""
    wanted, zone = from_plain(Wanted, export.report or {}), studio.preferences.local_zone()
    part, figures = Part(), Figures.of(export.figures)
    read = BY_MONTH.parts(export.cursor or "", wanted, zone, rows=part_rows, together=READ_TOGETHER)
    for rows, cursor, is_read in read:
        lines = lines_of(rows, wanted, studio)
        part.rows += _rows([each for each in lines if each.is_shown], studio)
        part.cursor, part.is_read = cursor, is_read
        figures.add(lines, wanted.step)
    part.figures = figures.plain
    return part


def _rows(lines: list[Line], studio: Studio) -> list[list[str]]:
    if not lines:
        return []
    clients = named(client_id for each in lines for client_id in (each.friend_id, each.referrer_id))
    values = {each: row.attribute_values for each, row in clients.items()}
    return [
        referral_row(each, values.get(each.referrer_id, {}), values.get(each.friend_id, {}), studio)
        for each in lines
    ]


def totals(figures: Plain, studio: Studio) -> list[tuple[str, str]]:
    """The figures in words."""
    made, currency = Figures.of(figures), studio.preferences.currency
    return [
        ("Number of Referrals", f"{made.referrals:,}"),
        ("Rewarded", f"{made.rewarded:,}"),
        ("Rewards for them", to_display(made.reward_cents, currency)),
        ("Referral Sales", to_display(made.sales_cents, currency)),
    ]


def about(plain: Plain, studio: Studio) -> str:
    """What the report is about, in words."""
    wanted = from_plain(Wanted, plain)
    return f"{wanted.first_on} to {wanted.last_on}, {program_words(wanted.program, studio)}"


def program_words(program: str, studio: Studio) -> str:
    """Which program was chosen, in words."""
    if program in studio.programs:
        return studio.programs[program].description
    return {ALL: "All programs", NONE: "Without a program"}.get(program, program)


def _of_days(days: Days) -> Plain:
    plain: Plain = to_plain(Wanted(first_on=days.first_on, last_on=days.last_on))
    return plain


REPORT = Report(
    name="referral_report",
    title="Client Referral Report",
    header=HEADER,
    read_rows=read_rows,
    of_days=_of_days,
    about=about,
    totals=totals,
)
