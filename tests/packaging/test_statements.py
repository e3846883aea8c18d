"""docs/statements.md is held to the tests: no statement without proof, no proof that is not in the table."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TESTS = sorted((ROOT / "tests" / "cloud").glob("test_statements_*.py"))
PAGES = {
    "Referral Program Preferences": "preferences",
    "What is a Client Referral Program?": "client_referral_programs",
    "Client Maintenance": "client_maintenance",
    "Creating a Client": "creating_a_client",
    "Implementing a Loyalty Program": "loyalty_program",
}
HEAD = [["statement", "test", "effect"], ["---", "---", "---"]]
TEST, DECISION = re.compile(r"`(test_\w+)`"), re.compile(r"decision (\d+)")


def rows(page: str) -> list[list[str]]:
    """The rows of a page's table, without its head."""
    text = (ROOT / "docs" / "statements.md").read_text()
    section = text.partition(f"\n## {page}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[:2] == HEAD
    return cells[2:]


def written(page: str) -> set[str]:
    """The tests of a page's files."""
    mine = [path for path in TESTS if path.stem.startswith(f"test_statements_{PAGES[page]}")]
    return {
        node.name
        for path in mine
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("page", PAGES)
def test_each_statement_has_a_test_that_is_there_or_a_decision_and_each_test_a_statement(page: str) -> None:
    named = [test for row in rows(page) for test in TEST.findall(row[1])]
    assert named, page
    assert set(named) == written(page)


@pytest.mark.parametrize("page", PAGES)
def test_each_row_says_what_is_stored_and_why_it_is_otherwise(page: str) -> None:
    decided = set(re.findall(r"^## (\d+)\.", (ROOT / "docs" / "decisions.md").read_text(), re.MULTILINE))
    for row in rows(page):
        assert len(row) == len(HEAD[0]), row
        _, proof, effect = row
        assert effect, row
        assert TEST.fullmatch(proof) or DECISION.fullmatch(proof), row
        assert set(DECISION.findall(proof + effect)) <= decided, row


def test_each_file_of_statements_belongs_to_a_page() -> None:
    assert TESTS
    for path in TESTS:
        assert any(path.stem.startswith(f"test_statements_{name}") for name in PAGES.values()), path.name
