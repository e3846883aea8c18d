import pytest

from chalicelib.domain.html_text import as_html, plain_text
from chalicelib.domain.letter_edit import Fault, LetterEdit, Objection, faults, tidied
from chalicelib.domain.letter_style import clean_style
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind

GOOD = LetterEdit(
    letter_id="l1",
    kind=Kind.INVITATION,
    form=LetterForm.EMAIL,
    description="Spring",
    subject="Hello",
    html="<p>Hello</p>",
    text="Hello",
)
MESSAGE = LetterEdit(letter_id="l2", kind=Kind.NOTE, form=LetterForm.TEXT, description="Short", text="Hi")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, []),
        ({"text": ""}, []),
        ({"description": " "}, [Fault("description", Objection.EMPTY)]),
        ({"subject": ""}, [Fault("subject", Objection.EMPTY)]),
        ({"html": "\n"}, [Fault("html", Objection.EMPTY)]),
        ({"subject": "x" * 120}, []),
        ({"subject": "x" * 121}, [Fault("subject", Objection.TOO_LONG)]),
        ({"html": "x" * 65_536}, []),
        ({"html": "x" * 65_535 + "é"}, [Fault("html", Objection.TOO_LONG)]),
        ({"text": "x" * 20_000}, []),
        ({"text": "x" * 20_001}, [Fault("text", Objection.TOO_LONG)]),
        ({"description": "x" * 81}, [Fault("description", Objection.TOO_LONG)]),
        ({"subject": "{{ nope }}"}, [Fault("subject", Objection.UNKNOWN_FIELD, "{{ nope }}", 1)]),
        ({"text": "a\n{{ gift.code }}"}, [Fault("text", Objection.FIELD_OF_OTHERS, "{{ gift.code }}", 2)]),
        ({"html": "{{ client.first_name }}" * 200}, []),
        ({"html": "{{ client.first_name }}" * 201}, [Fault("html", Objection.TOO_MANY_FIELDS)]),
        (
            {"html": "<p>\n<a HREF = '{{ client.first_name }}'>x</a>"},
            [Fault("html", Objection.NO_LINK, "{{ client.first_name }}", 2)],
        ),
        ({"html": '<a href="{{ referral.link }}">x</a>'}, []),
    ],
)
def test_what_stands_against_a_letter_is_told_by_part_and_line(
    typed: dict[str, str], expected: list[Fault]
) -> None:
    assert faults(GOOD.typing(typed)) == expected


def test_a_text_message_has_a_length_of_its_own() -> None:
    assert faults(MESSAGE.typing({"text": "x" * 1_600})) == []
    assert faults(MESSAGE.typing({"text": "x" * 1_601})) == [Fault("text", Objection.TOO_LONG)]
    assert faults(MESSAGE.typing({"text": ""})) == [Fault("text", Objection.EMPTY)]


def test_parts_that_the_form_does_not_have_are_not_taken() -> None:
    assert MESSAGE.typing({"html": "<p>x</p>", "kind": "gift", "text": "New"}).words.html == ""
    assert MESSAGE.typing({"text": "New"}).text == "New"


def test_lines_are_lines() -> None:
    tidy = tidied(
        GOOD.typing({"subject": "A\r\nBcc: x =?utf-8?q?", "text": " a \r\n\x07b\n", "description": "\x00 x"})
    )
    assert tidy.subject == "A Bcc: x =utf-8?q?"
    assert tidy.text == "a\nb"
    assert tidy.description == "x"


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("color: red; FONT-SIZE:14px", "color: red; font-size: 14px"),
        ("color: rgb(1, 2, 3) !important", "color: rgb(1, 2, 3)"),
        ("position: fixed; top: 0; z-index: 9", ""),
        ("background: url(https://x/y.png)", ""),
        ("background-color: url(x)", ""),
        ("color: expression(alert(1))", ""),
        ("width: calc(1px + 2px)", ""),
        ("color: r\\65 d", ""),
        ("color: red/**/", ""),
        ("margin: -20px", ""),
        ("padding: 4px 0 -1px", ""),
        ("display: none; opacity: 0", ""),
        ("display: block", "display: block"),
        ("color", ""),
        ("color:red;" * 100, "; ".join(["color: red"] * 60)),
    ],
)
def test_a_style_keeps_what_is_plain_and_known(style: str, expected: str) -> None:
    assert clean_style(style) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ('<a href="https://a.example/?b&amp;c">Here</a>.', "Here (https://a.example/?b&c)."),
        ('Link: <a href="{{ page.link }}">{{ page.link }}</a>', "Link: {{ page.link }}"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="tel:+1">Call:</a>', "Call: +1"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ('<img src="https://x/y.png" alt="A family">', "[A family]"),
        ("", ""),
    ],
)
def test_html_reads_as_text(html: str, expected: str) -> None:
    assert plain_text(html) == expected


def test_text_becomes_html_that_leads_where_its_links_lead() -> None:
    assert as_html("A & b\nc\n\n\n{{ page.link }}") == (
        '<p>A &amp; b<br>\nc</p>\n\n<p><a href="{{ page.link }}">{{ page.link }}</a></p>'
    )
