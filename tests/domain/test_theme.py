import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.theme import DEFAULTS, Repair, color, contrast, theme

HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#fff", "#ffffff"),
        ("#A1B2C3", "#a1b2c3"),
        ("a1b2c3", "#a1b2c3"),
        (" #fff ", "#ffffff"),
        ("", None),
        ("red", None),
        ("#12", None),
        ("#12345", None),
        ("#GGGGGG", None),
        ("#fff;background:url(//x)", None),
        ("expression()", None),
        ("#fff\n}", None),
    ],
)
def test_only_hex_is_a_color(text, found):
    assert color(text) == found


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#777777", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_as_wcag_counts_it(first, second, ratio):
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)


def test_the_default_colors_need_no_repair():
    assert theme({}).repairs == ()
    assert theme({"text": "", "link": "nonsense"}).colors == theme({}).colors


def test_a_readable_color_stays_and_an_unreadable_one_is_repaired_and_told():
    made = theme({"text": "#cccccc", "link": "#0000ee"})
    assert made.colors["link"] == "#0000ee"
    assert [(repair.name, repair.wanted) for repair in made.repairs] == [("text", "#cccccc")]
    assert isinstance(made.repairs[0], Repair)
    assert contrast(made.colors["text"], "#ffffff") >= 4.5


@given(st.fixed_dictionaries(dict.fromkeys(DEFAULTS, HEX)))
def test_every_theme_can_be_read(wanted):
    shown = theme(wanted).colors
    for name in ("text", "heading", "link", "error", "muted"):
        for ground in ("background", "soft"):
            assert contrast(shown[name], shown[ground]) >= 4.5
    assert contrast(shown["border"], shown["background"]) >= 3
    assert contrast(shown["button_text"], shown["button"]) >= 4.5
