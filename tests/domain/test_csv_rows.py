import csv
import io
import random

import pytest

from chalicelib.domain.csv_rows import RECORD_MAX, Record, records


def read(piece: bytes, *, is_last: bool = True) -> list[Record]:
    return list(records(piece, line=1, is_last=is_last))


def test_records_know_their_lines_and_bytes():
    piece = b'a,b\r\n"x\r\ny",2\r\n\r\n"say ""hi""",4'
    assert read(piece) == [
        Record(("a", "b"), 1, 1, 5),
        Record(("x\r\ny", "2"), 2, 2, 10),
        Record((), 4, 1, 2),
        Record(('say "hi"', "4"), 5, 1, 14),
    ]
    assert sum(each.size for each in read(piece)) == len(piece)


@pytest.mark.parametrize("text", [b"a\xc3", b"a\xff"])
def test_what_is_no_utf8_stays_visible_as_surrogates(text):
    (record,) = read(text)
    assert "\ud800" <= record.cells[0][-1] <= "\udfff"


def test_a_quote_that_is_never_closed_costs_its_own_line():
    piece = b'1,"open\n2,b\n3,c\n'
    assert [(each.line, each.cells, bool(each.fault)) for each in read(piece)] == [
        (1, (), True),
        (2, ("2", "b"), False),
        (3, ("3", "c"), False),
    ]
    assert read(piece, is_last=False) == []
    long = b'1,"open\n' + b"2,b\n" * RECORD_MAX
    assert [each.line for each in read(long, is_last=False)][:3] == [1, 2, 3]


def test_a_cell_beyond_the_limit_costs_its_own_line():
    piece = b'1,"' + b"x" * (RECORD_MAX + 10) + b'"\n2,b\n'
    assert [(each.line, bool(each.fault)) for each in read(piece)] == [(1, True), (2, False)]


@pytest.mark.parametrize("seed", range(20))
def test_pieces_of_any_size_give_the_records_of_the_whole(seed):
    chance = random.Random(seed)
    text = io.StringIO()
    alphabet = ["a", "é", '"', ",", "\n", "\r\n", "日", " ", ""]
    rows = [
        ["".join(chance.choices(alphabet, k=chance.randrange(6))) for _ in range(3)]
        for _ in range(chance.randrange(1, 30))
    ]
    csv.writer(text, lineterminator=chance.choice(["\n", "\r\n"])).writerows(rows)
    whole = text.getvalue().encode()

    offset, line, found = 0, 1, []
    while offset < len(whole):
        size = chance.randrange(1, 40)
        while True:
            piece = whole[offset : offset + size]
            got = list(records(piece, line=line, is_last=offset + len(piece) >= len(whole)))
            if got:
                break
            size *= 2
        for record in got[: chance.randrange(1, len(got) + 1)]:
            offset, line = offset + record.size, line + record.lines
            found.append(list(record.cells))

    assert found == rows
    assert line == whole.count(b"\n") + 1
