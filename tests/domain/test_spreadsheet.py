import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.spreadsheet import guarded, unguarded


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("", ""),
        ("Jane", "Jane"),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ("+15550100199", "'+15550100199"),
        ("-3", "'-3"),
        ("@home", "'@home"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("\t=1", "\t'=1"),
        ("jane;=1+1", "jane;'=1+1"),
        ("first line\n=1+1", "first line\n'=1+1"),
        # What has an apostrophe of its own gets another, so that reading takes off the right one.
        ("'=1+1", "''=1+1"),
        ("'quoted'", "'quoted'"),
        ("O'Brien", "O'Brien"),
    ],
)
def test_a_cell_never_begins_with_a_sign_and_is_read_as_it_was(cell: str, written: str) -> None:
    assert guarded(cell) == written
    assert unguarded(written) == cell


@given(st.text(alphabet="a'=+-@;\n\t\r \uff1d", max_size=12))
def test_any_cell_is_read_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not any(
        part.startswith(("=", "+", "-", "@"))
        for line in guarded(cell).splitlines()
        for part in line.split(";")
    )
