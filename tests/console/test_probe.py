"""The probe: what it finds is kept, and decides how every other screen asks for yes or no."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.probe import Boxes
from chalicelib.domain.studio import Preferences
from chalicelib.models import probe, studio
from chalicelib.models.audit import audit_of
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.domain.test_probe import WHOLE
from tests.engine import Engine

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
BOX = 'type="checkbox"'
ON, OFF = ("p_on", "p_now_on"), ("p_off", "p_now_off")
CONVENTIONS: dict[Boxes, tuple[Any, Any]] = {
    Boxes.OMIT: ("yes", ...),
    Boxes.BOOL: (True, False),
    Boxes.VALUE: ("yes", "yes"),
}


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert studio.save_preferences(Preferences(zone="America/New_York"))


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def sent(boxes: Boxes) -> dict[str, Any]:
    """The form as a console of this convention sends it, filled in as asked."""
    ticked, empty = CONVENTIONS[boxes]
    said = {**WHOLE, **dict.fromkeys(ON, ticked), **dict.fromkeys(OFF, empty)}
    return {name: value for name, value in said.items() if value is not ...}


def verdict(answer: Answer, point: str) -> str:
    """The verdict in the point's row."""
    found = answer.words.rpartition("Verdict What came of it")[2]
    return found.partition(f" {point} ")[2].split()[0]


@pytest.mark.parametrize("boxes", CONVENTIONS)
def test_the_convention_that_is_found_decides_between_boxes_and_lists(desk: Desk, boxes: Boxes) -> None:
    answer = desk.ask("probe", "report", form=sent(boxes), width=1184)
    assert studio.load().boxes is boxes
    assert verdict(answer, "Boxes to tick") == ("fails" if boxes is Boxes.VALUE else "works")
    screen = desk.ask("logo")
    box = '<input type="checkbox" id="sr-widget-1-logo-show_logo"'
    assert (box in screen.html) == boxes.can_be_told_apart
    assert ('<select id="sr-widget-1-logo-show_logo"' in screen.html) != boxes.can_be_told_apart


@pytest.mark.parametrize("boxes", [Boxes.OMIT, Boxes.BOOL])
def test_a_box_is_ticked_and_unticked_as_it_looks(desk: Desk, boxes: Boxes) -> None:
    desk.ask("probe", "report", form=sent(boxes))
    ticked, empty = CONVENTIONS[boxes]
    desk.ask("logo", "save", {"was": False}, {"show_logo": ticked})
    assert studio.load().preferences.show_logo
    assert re.search(r'id="sr-widget-1-logo-show_logo"[^>]* checked', desk.ask("logo").html)
    desk.ask("logo", "save", {"was": True}, {} if empty is ... else {"show_logo": empty})
    assert not studio.load().preferences.show_logo


def test_before_any_report_and_after_one_that_is_strange_lists_are_used(desk: Desk) -> None:
    assert BOX not in desk.ask("logo").html
    desk.ask("probe", "report", form=sent(Boxes.OMIT))
    assert BOX in desk.ask("logo").html
    odd = {**sent(Boxes.OMIT), "p_now_off": "yes"}
    assert "Lists of Yes and No stay" in desk.ask("probe", "report", form=odd).words
    assert BOX not in desk.ask("logo").html
    desk.ask("probe", "report", form=sent(Boxes.BOOL))
    nothing = desk.ask("probe", "report", form=None)
    assert verdict(nothing, "Values arrive at all") == "fails"
    assert studio.load().boxes is Boxes.UNKNOWN


def test_a_report_is_kept_with_who_and_when_and_once(desk: Desk) -> None:
    answer = desk.ask("probe", "report", form=sent(Boxes.OMIT), width=1184, request_id="r-1")
    assert "last reported 2026-11-22 10:00" in answer.words
    for point in (
        "A day",
        "A number",
        "Several of a list",
        "A field inside a form",
        "Styles at the beginning",
    ):
        assert verdict(answer, point) == "works"
    assert verdict(answer, "Lines that stay while scrolling") == "fails"
    assert verdict(answer, "The dashboard around this looks as ever") == "open"
    assert "counted in works The widget's width is told in pixels." in answer.words
    desk.ask("probe", "report", form=sent(Boxes.OMIT), width=1184, request_id="r-2")
    (record,) = audit_of("probe", 10)
    assert (record.role, record.request_id, record.after["boxes"]) == ("manager", "r-1", "omit")
    assert probe.load().version == 1


def test_what_was_found_by_one_button_stays_when_another_reports(desk: Desk) -> None:
    popup = desk.ask("probe", "popup")
    desk.press(popup, "Report from the popup")
    pressed = desk.press(desk.ask("probe", "drawing"), "In the drawing")
    assert verdict(pressed, "A button in a drawing") == "works"
    answer = desk.ask("probe", "report", form=sent(Boxes.OMIT))
    assert verdict(answer, "A form in a popup") == "works"
    assert verdict(answer, "A button in a drawing") == "works"
    gone = desk.press(desk.ask("probe", "drawing"), "There is no button")
    assert verdict(gone, "A button in a drawing") == "fails"


def test_quick_clicks_are_counted_by_their_calls(desk: Desk) -> None:
    screen = desk.ask("probe")
    assert "One call arrived" in desk.press(screen, "Press this twice, quickly", request_id="a").words
    assert "One call arrived" in desk.press(screen, "Press this twice, quickly", request_id="a").words
    assert "Each click is a call" in desk.press(screen, "Press this twice, quickly", request_id="b").words
    again = desk.ask("probe")
    assert "One call arrived" in desk.press(again, "Press this twice, quickly", request_id="c").words


def test_a_slow_answer_counts_when_somebody_saw_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(clock, "pause", waited.append)
    answer = desk.press(desk.ask("probe"), "Wait 12 seconds")
    assert waited == [12]
    assert probe.load().version == 0
    assert verdict(desk.press(answer, "I see this"), "An answer that takes 12 seconds") == "works"


def test_the_probe_is_the_manager_s() -> None:
    for role in (Role.VIEWER, Role.OPERATOR):
        for do in ("", "report", "drawn"):
            assert "manager's dashboard alone" in Desk(role).ask("probe", do).words
    assert probe.load().version == 0


def test_a_report_is_three_calls(desk: Desk, tables: Engine) -> None:
    before = tables.requests
    desk.ask("probe", "report", form=sent(Boxes.OMIT))
    assert tables.requests - before <= 3
