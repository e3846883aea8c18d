from tests.browser.conftest import PHONE
from tests.browser.desk import Walk


def test_each_role_finds_its_dashboards_and_each_starts(desk: Walk):
    console = desk.console()
    names = console.dashboards()
    assert len(names) == 6
    for name in names:
        console.open(name)
        console.headed("Bright Studio")


def test_the_start_stands_in_both_themes_and_on_a_phone(desk: Walk):
    for theme in ("light", "dark"):
        desk.console(PHONE, theme=theme).open("Rewards-operator").headed("Bright Studio")


def test_the_console_documents_its_parameters(desk: Walk):
    assert "view: start" in desk.console().open("Rewards-operator").documentation()
