from datetime import date
from html.parser import HTMLParser

import pytest

from chalicelib.domain import snippet
from chalicelib.domain.asked import Field, asked
from chalicelib.domain.studio import FieldOption, Preferences, Studio

URL = "https://abcdefghij.execute-api.us-east-1.amazonaws.com/studio/"
HOSTILE = '"><script>alert(1)</script>'


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_code_of_the_iframe_style_is_below_a_kilobyte_and_asks_nobody_else():
    code = snippet.iframe(URL, "Bright Studio", 2300)
    assert len(code.encode()) < 1000
    assert [tag for tag, _ in Tags(code).found] == ["iframe", "script"]
    assert code.count("https://") == 1
    assert "cookie" not in code


def test_the_code_of_the_link_style_is_a_link():
    code = snippet.link(URL, "Bright Studio")
    assert Tags(code).found == [("a", {"href": URL})]


@pytest.mark.parametrize("make", [snippet.link, lambda url, name: snippet.iframe_alone(url, name, 900)])
def test_a_studio_name_stays_text(make):
    ((_, attributes),) = Tags(make(URL, HOSTILE)).found
    assert URL in attributes.values()


def test_more_fields_make_a_taller_form():
    def height(**options: FieldOption) -> int:
        return snippet.estimated_height(
            asked(Studio(preferences=Preferences(field_options=options)), date(2026, 11, 21))
        )

    everything = height()
    least = height(**{field.value: FieldOption.HIDDEN for field in Field})
    assert 600 < least < height(family=FieldOption.HIDDEN) < everything < 2700
