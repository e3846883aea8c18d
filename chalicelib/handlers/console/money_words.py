"""What is said of the money: lines of the trial balance, and what differs, in words."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.reconciliation import ENTRY, HEAD, MISSING, UNREAD, Difference
from chalicelib.domain.trial_balance import OUTSTANDING, OWED, Books, Line
from chalicelib.handlers.widgets.blocks import Badge, Cell, Column, Table, Tone

LINES = {
    Line.OPENED: "Brought along from an earlier system",
    Line.ISSUED: "Issued",
    Line.RETURNED: "Returned after a void",
    Line.TRANSFERRED_IN: "Came over when records were joined",
    Line.REDEEMED: "Redeemed",
    Line.VOIDED: "Voided",
    Line.EXPIRED: "Expired",
    Line.CLAWED_BACK: "Taken back",
    Line.SETTLED: "Settled of what was owed",
    Line.TRANSFERRED_OUT: "Went over when records were joined",
    Line.OWED: "Became owed",
    Line.OWED_TRANSFERRED_IN: "Came over when records were joined",
    Line.OWED_TRANSFERRED_OUT: "Went over when records were joined",
}
FIGURES = {
    "balance_cents": "Balance of the account",
    "owed_cents": "Owed to the studio",
    "is_owing": "Listed among who owes",
    "qualified_cents": "Sales that count for loyalty",
    "consumed_cents": "Sales that were rewarded",
    "loyalty_sequence": "Number of loyalty rewards",
    "seq": "Number of entries",
    HEAD: "Where the account says the chain ends",
    "remaining_cents": "Left of the reward",
    "voided": "Void: the reward",
    "is_open": "Listed among those that end: the reward",
    "is_outstanding": "Listed as outstanding: the reward",
    ENTRY: "Entry",
    UNREAD: "Could not be compared",
}
BREAKS = {
    "sequence": "does not come next: one before it is missing, or one was added",
    "previous_hash": "does not follow from the entry before it",
    "hash": "was edited: its content is not what its hash was made from",
    "unreadable": "was edited: its kind is none that there is",
}
HASH_SHOWN = 16


def trial_balance(books: Books, currency: str) -> list[Table]:
    """Both balances, each line with its sum, and whether entries and what is stored come to the same."""
    lines = [*_lines(books, OUTSTANDING, currency)]
    outstanding = books.outstanding_by_entries
    lines += [
        ["Outstanding, by the entries", _money(outstanding, currency), ""],
        _compared("Outstanding, by the accounts", books.balance_cents, outstanding, currency),
        _compared("Outstanding, by what is left of rewards", books.remaining_cents, outstanding, currency),
    ]
    owing = [*_lines(books, OWED, currency)]
    owing += [
        ["Owed, by the entries", _money(books.owed_by_entries, currency), ""],
        _compared("Owed, by the accounts", books.owed_cents, books.owed_by_entries, currency),
    ]
    columns = [Column("Line"), Column("Sum", number=True), Column("Compared with the entries")]
    return [
        Table("What the studio has given and not yet got back", columns, lines),
        Table("What clients owe the studio", columns, owing),
    ]


def _lines(books: Books, signs: Mapping[Line, int], currency: str) -> list[list[Cell]]:
    return [
        [LINES[line], _money(books.lines.get(line, 0) * sign, currency), ""] for line, sign in signs.items()
    ]


def _compared(words: str, stored: int, by_entries: int, currency: str) -> list[Cell]:
    apart = stored - by_entries
    said = Badge("equal", Tone.GOOD)
    if apart:
        more = "more" if apart > 0 else "less"
        said = Badge(f"{_money(abs(apart), currency)} {more}", Tone.ERROR)
    return [words, _money(stored, currency), said]


def _money(cents: int, currency: str) -> str:
    return to_display(Cents(cents), currency)


def difference_cells(difference: Difference, currency: str) -> list[Cell]:
    """What differs, as it is stored, and as it should be."""
    if difference.figure == ENTRY:
        return [f"Entry {difference.of}", BREAKS.get(difference.computed, difference.computed), ""]
    words = FIGURES.get(difference.figure, difference.figure)
    what = f"{words} {difference.of}" if difference.of else words
    return [what, *(_value(difference, each, currency) for each in (difference.stored, difference.computed))]


def _value(difference: Difference, text: str, currency: str) -> str:
    if difference.figure.endswith("_cents") and text != MISSING:
        return _money(int(text), currency)
    return f"{text[:HASH_SHOWN]}…" if difference.figure == HEAD else text


def differences_table(caption: str, found: Sequence[Difference], currency: str, empty: str) -> Table:
    """The differences of one client."""
    columns = [Column("What"), Column("Stored"), Column("By the ledger and the invoices")]
    return Table(caption, columns, [difference_cells(each, currency) for each in found], empty)
