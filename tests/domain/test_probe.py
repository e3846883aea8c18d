from typing import Any

import pytest

from chalicelib.domain.probe import (
    EMPTIED_NOW,
    LEFT_EMPTY,
    LEFT_TICKED,
    TICKED_NOW,
    Boxes,
    Point,
    Verdict,
    boxes_of,
    findings,
    popup_finding,
    says_yes,
    twice_finding,
)

WHOLE: dict[str, Any] = {
    LEFT_TICKED: "yes",
    TICKED_NOW: "yes",
    "p_day": "2026-03-04",
    "p_number": "12.5",
    "p_radio": "second",
    "p_many": ["first", "third"],
    "p_outside": "as it is",
    "p_inside": "as it is",
    "p_style": "yes",
    "p_sticky": "no",
    "p_isolation": "",
}


def sent(left_on: Any, now_on: Any, left_off: Any = ..., now_off: Any = ...) -> dict[str, Any]:
    """What the console sent of the four boxes; what is left out did not come."""
    said = {LEFT_TICKED: left_on, TICKED_NOW: now_on, LEFT_EMPTY: left_off, EMPTIED_NOW: now_off}
    return {name: value for name, value in said.items() if value is not ...}


@pytest.mark.parametrize(
    ("values", "boxes"),
    [
        (sent("yes", "yes"), Boxes.OMIT),
        (sent("on", "on"), Boxes.OMIT),
        (sent(["yes"], ["yes"]), Boxes.OMIT),
        (sent(True, True, False, False), Boxes.BOOL),
        (sent("true", "true", "false", "false"), Boxes.BOOL),
        (sent("yes", "yes", "", ""), Boxes.BOOL),
        (sent("yes", "yes", None, None), Boxes.BOOL),
        (sent("yes", "yes", "yes", "yes"), Boxes.VALUE),
        (sent(True, True, True, True), Boxes.VALUE),
        (sent(["yes"], ["yes"], ["yes"], ["yes"]), Boxes.VALUE),
        (sent("", "", "", ""), Boxes.VALUE),
        ({}, Boxes.UNKNOWN),
        (sent(..., ..., "yes", "yes"), Boxes.UNKNOWN),
        (sent("yes", ..., ..., "yes"), Boxes.UNKNOWN),
        (sent("yes", ...), Boxes.UNKNOWN),
        (sent("yes", "yes", ..., "yes"), Boxes.UNKNOWN),
        (sent("yes", "yes", "no", ...), Boxes.UNKNOWN),
        (sent("no", "no"), Boxes.UNKNOWN),
        (sent(1, 1, 0, 0), Boxes.UNKNOWN),
        (sent("checked", "checked"), Boxes.UNKNOWN),
        (sent({"a": 1}, {"a": 1}), Boxes.UNKNOWN),
    ],
)
def test_boxes_are_used_only_where_ticked_and_empty_ones_can_be_told_apart(values, boxes):
    assert boxes_of(values) is boxes
    assert boxes.can_be_told_apart == (boxes in {Boxes.OMIT, Boxes.BOOL})
    if boxes.can_be_told_apart:
        assert [says_yes(values.get(name)) for name in (LEFT_TICKED, TICKED_NOW)] == [True, True]
        assert [says_yes(values.get(name)) for name in (LEFT_EMPTY, EMPTIED_NOW)] == [False, False]


@pytest.mark.parametrize(
    ("value", "yes"),
    [
        ("yes", True),
        (" Yes ", True),
        ("on", True),
        ("true", True),
        (True, True),
        (["yes"], True),
        (["no", "yes"], True),
        (["yes", "no"], False),
        ([], False),
        ("no", False),
        ("", False),
        ("false", False),
        ("1", False),
        (1, False),
        (False, False),
        (None, False),
        ({"yes": True}, False),
    ],
)
def test_what_is_absent_or_unknown_is_no(value, yes):
    assert says_yes(value) is yes


@pytest.mark.parametrize(
    ("changed", "point", "verdict"),
    [
        ({}, Point.FORM, Verdict.WORKS),
        ({}, Point.BOXES, Verdict.WORKS),
        ({LEFT_EMPTY: "yes", EMPTIED_NOW: "yes"}, Point.BOXES, Verdict.FAILS),
        ({}, Point.DAY, Verdict.WORKS),
        ({"p_day": "04/03/2026"}, Point.DAY, Verdict.FAILS),
        ({"p_day": ""}, Point.DAY, Verdict.FAILS),
        ({}, Point.NUMBER, Verdict.WORKS),
        ({"p_number": 12.5}, Point.NUMBER, Verdict.WORKS),
        ({"p_number": "12,5"}, Point.NUMBER, Verdict.FAILS),
        ({"p_radio": "first"}, Point.RADIO, Verdict.FAILS),
        ({}, Point.MANY, Verdict.WORKS),
        ({"p_many": "third"}, Point.MANY, Verdict.FAILS),
        ({}, Point.OUTSIDE, Verdict.WORKS),
        ({"p_inside": None}, Point.INSIDE, Verdict.FAILS),
        ({}, Point.STYLE, Verdict.WORKS),
        ({}, Point.STICKY, Verdict.FAILS),
    ],
)
def test_each_point_is_judged_by_what_arrived(changed, point, verdict):
    assert findings({**WHOLE, **changed}, 1200)[point].verdict is verdict


def test_who_did_not_look_says_nothing():
    assert Point.ISOLATION not in findings(WHOLE, 1200)


def test_a_form_that_did_not_arrive_shows_only_that():
    assert findings({}, 1200).keys() == {Point.FORM}
    assert findings({}, 1200)[Point.FORM].verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("width", "words"), [(24, "columns"), (25, "pixels"), (1184, "pixels"), (None, "did not say")]
)
def test_a_width_tells_its_unit(width, words):
    assert words in findings(WHOLE, width)[Point.WIDTH].words


def test_a_popup_sends_its_own_controls_or_all():
    assert popup_finding({"p_popup": "as it is"}).words.endswith("no others.")
    assert popup_finding({"p_popup": "as it is", "p_outside": "as it is"}).words.endswith("too.")
    assert popup_finding({"p_outside": "as it is"}).verdict is Verdict.FAILS


def test_two_clicks_are_two_calls_or_one():
    assert twice_finding(2).words != twice_finding(1).words
