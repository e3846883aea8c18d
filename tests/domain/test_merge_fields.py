import re
from time import process_time

import pytest

from chalicelib.domain.letters import FORMS, Kind, link
from chalicelib.domain.merge_fields import FIELDS, fields_of, of_studio, of_values, samples
from chalicelib.domain.merge_html import begins_with_link, merged_html
from chalicelib.domain.merging import Problem, fields_in, merged, needs_program, problems
from chalicelib.domain.notice import Purpose
from chalicelib.domain.studio import Preferences

HOSTILE = "<script>alert(1)</script>\"'&{{ client.last_name }}\n"
FACTS = {"client.first_name": "Ann", "referral.link": "https://a.example/r/x?c=1&d=2"}


def test_every_field_has_a_sample_words_and_letters_that_have_it() -> None:
    for field in FIELDS.values():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", field.name)
        assert field.words
        assert field.sample
        assert field.kinds
        assert bool(link(field.sample)) is field.is_link
    for kind in Kind:
        assert {"client.first_name", "studio.name", "page.link"} <= samples(kind).keys()
        is_marketing = FORMS[kind].purpose is Purpose.MARKETING
        assert ("unsubscribe.link" in samples(kind)) is is_marketing


@pytest.mark.parametrize("kind", list(Kind))
def test_every_value_of_a_notice_has_a_field_that_shows_it(kind: Kind) -> None:
    shown = of_values(kind, dict.fromkeys(FORMS[kind].fields, "x"))
    assert len(shown) == len(FORMS[kind].fields)
    assert shown.keys() <= {field.name for field in fields_of(kind)}


def test_what_the_studio_says_of_itself_is_cleaned() -> None:
    told = of_studio(
        Preferences(studio_name=" A =? B\n", postal_address="1 Main\n\n2nd floor ", website="javascript:1")
    )
    assert told["studio.name"] == "A = B"
    assert told["studio.postal_address"] == "1 Main, 2nd floor"
    assert told["studio.website"] == told["booking.link"] == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no fields, { one brace } and }}", []),
        ("{{ client.first_name }} {{client.last_name}} {{  studio.name  }}", []),
        ("{{ client.name }}", [Problem(1, "{{ client.name }}")]),
        ("{{ }}", [Problem(1, "{{ }}")]),
        ("one\ntwo {{ x }}\n\n{{ y }}", [Problem(2, "{{ x }}"), Problem(4, "{{ y }}")]),
        ("{{ reward.amount }}", [Problem(1, "{{ reward.amount }}", known=True)]),
        ("{{ client.first_name", [Problem(1, "{{")]),
        ("{{ client.\nfirst_name }}", [Problem(1, "{{")]),
        ("{% if x %}", [Problem(1, "{%")]),
        ("{# x #}", [Problem(1, "{#")]),
        ("{{ client.first_name | upper }}", [Problem(1, "{{ client.first_name | upper }}")]),
        ("{{ client.__class__ }}", [Problem(1, "{{ client.__class__ }}")]),
        ("{{{{ client.first_name }}", [Problem(1, "{{")]),
        ("{{ " + "x" * 500 + " }}", [Problem(1, "{{")]),
    ],
)
def test_what_is_no_field_of_the_kind_is_found_with_its_line(text: str, expected: list[Problem]) -> None:
    assert problems(text, Kind.INVITATION) == expected


def test_a_value_is_put_in_once_and_never_read_again() -> None:
    facts = {"client.first_name": "{{ client.last_name }}", "client.last_name": "Lake"}
    text = "{{ client.first_name }}, {{client.last_name}}, {{ client.name }}, {% if %}, {{"
    assert merged(text, facts.get) == "{{ client.last_name }}, Lake, {{ client.name }}, {% if %}, {{"


def test_a_field_without_a_value_stays_as_it_is() -> None:
    assert merged("{{ reward.code }}", lambda _: None) == "{{ reward.code }}"


@pytest.mark.parametrize("unit", ["{{", "{{ }}", "{{ client.first_name }}", "}}", "{{{", "{% "])
def test_reading_takes_time_that_grows_with_the_length_alone(unit: str) -> None:
    def seconds(count: int) -> float:
        begun = process_time()
        problems(unit * count, Kind.NOTE)
        merged(unit * count, FACTS.get)
        merged_html("<p>" + unit * count, FACTS)
        return process_time() - begun

    # The quickest of several: what else the machine does only ever adds.
    short, long = (min(seconds(count) for _ in range(3)) for count in (500, 8_000))
    assert long < 64 * max(short, 0.001)


def test_a_letter_that_speaks_of_a_program_is_known() -> None:
    assert needs_program("Hi", "<p>{{ program.promise }}</p>")
    assert not needs_program("{{ client.first_name }} {{ program.prize }}")
    assert fields_in("{{ page.link }}{{ nope }}{{page.link}}") == {"page.link"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>{{ client.first_name }}</p>", "<p>Ann</p>"),
        ('<a href="{{ referral.link }}">x</a>', '<a href="https://a.example/r/x?c=1&amp;d=2">x</a>'),
        (
            '<a href="{{ referral.link }}&amp;e=3">x</a>',
            '<a href="https://a.example/r/x?c=1&amp;d=2&amp;e=3">x</a>',
        ),
        (
            '<a href="https://wa.me/?text={{ referral.link }}">x</a>',
            '<a href="https://wa.me/?text=https%3A%2F%2Fa.example%2Fr%2Fx%3Fc%3D1%26d%3D2">x</a>',
        ),
        ('<a href="{{ client.first_name }}">x</a>', '<a href="Ann">x</a>'),
        ('<p title="{{ client.first_name }} > 1">x</p>', '<p title="Ann > 1">x</p>'),
        ("<p>{{ nope }}</p>", "<p>{{ nope }}</p>"),
        ("<p {{ client.first_name", "<p {{ client.first_name"),
        ("{{ client.first_name }} &lt; x", "Ann &lt; x"),
    ],
)
def test_a_value_is_written_by_where_it_stands(html: str, expected: str) -> None:
    assert merged_html(html, FACTS) == expected


def test_a_hostile_value_stays_a_value_everywhere() -> None:
    facts = dict.fromkeys(FIELDS, HOSTILE)
    html = '<p title="{{ client.first_name }}">{{ client.first_name }}</p>'
    links = [
        f'<a href="{begin}{{{{ {name} }}}}">x</a>'
        for begin in ("", "https://x/", "mailto:?b=")
        for name in FIELDS
    ]
    merged_all = merged_html(html + "".join(links), facts)
    assert "<script" not in merged_all
    assert "alert(1)&lt;/script&gt;&quot;&#x27;&amp;{{ client.last_name }}" in merged_all
    for address in re.findall(r'href="([^"]*)"', merged_all):
        assert not set(address) & set("<>'\n ")


@pytest.mark.parametrize("value", ["javascript:alert(1)", "http://plain.example", "", "https://a b"])
def test_a_link_field_that_holds_no_link_leads_nowhere(value: str) -> None:
    assert merged_html('<a href="{{ page.link }}">x</a>', {"page.link": value}) == '<a href="">x</a>'


def test_only_a_field_that_is_a_link_may_begin_an_address() -> None:
    assert begins_with_link(" {{ page.link }}?x")
    assert not begins_with_link("{{ client.first_name }}")
    assert not begins_with_link("x{{ page.link }}")
