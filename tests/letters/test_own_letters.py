"""What a studio wrote: cleaned, merged, on our sheet, with all that the law asks for."""

import re
from pathlib import Path

import pytest

from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.merge_fields import FIELDS, of_studio, samples
from chalicelib.domain.notice import Purpose
from chalicelib.domain.theme import contrast
from chalicelib.services.cleaner import TAGS, cleaned, taken_out
from chalicelib.services.letters import NOT_SHIPPED, printed, starting_text, text_message, written
from local.letters import STUDIO
from tests.letters.test_letters import Page, style

HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ client.last_name }}"
VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://a.example/x.png' onload=alert(1)>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img src='http://plain.example/x.png'>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='{{ client.first_name }}'>x</a>",
    "<a href='https://a.example' onclick=alert(1) target=_blank ping=https://evil.example>x</a>",
    "<form action=https://evil.example><input name=card><button>Send</button></form>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object><embed src=x><applet code=x></applet>",
    "<link rel=stylesheet href=https://evil.example/x.css><meta http-equiv=refresh content='0;url=//evil'>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='background-image:url(https://evil.example/pixel)'>x</p>",
    "<p style='position:fixed;top:0;left:0;width:100%'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='color:red;behavior:url(x)'>x</p>",
    "<base href=https://evil.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<div></div></td></tr></table></body></html><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<a href='https://a.example/\"onmouseover=alert(1)//'>x</a>",
    "<font face='\"><script>alert(1)</script>'>x</font>",
    "<p id=x class=sheet>x</p>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
]


def own(kind: Kind = Kind.INVITATION, form: LetterForm = LetterForm.EMAIL, **parts: str) -> LetterText:
    said = {"subject": "Hello {{ client.first_name }}", "html": "<p>Hi</p>", "text": "Hi"}
    return LetterText(kind=kind, form=form, **{**said, **parts})


def facts(kind: Kind = Kind.INVITATION, **changed: str) -> dict[str, str]:
    named = {name.replace("__", "."): value for name, value in changed.items()}
    return {**samples(kind), **of_studio(STUDIO), **named}


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_runs_fetches_or_asks_is_left(vector: str) -> None:
    html = cleaned(vector)
    assert cleaned(html) == html
    for name, attributes in Page(html).elements:
        assert name in TAGS
        for attribute, value in attributes.items():
            assert not attribute.startswith("on")
            assert attribute not in ("id", "class", "target", "ping", "action", "formaction", "srcset")
            if attribute in ("href", "src"):
                assert re.match(r"(https?://|mailto:|tel:)", value)
            if attribute == "style":
                assert "(" not in value
                assert "position" not in value
    for part in ("<script", "<style", "<iframe", "<form", "<input", "<svg", "<link", "<meta", "<base"):
        assert part not in html.lower()


def test_what_email_needs_stays() -> None:
    html = (
        '<table role="presentation" width="100%" cellpadding="0"><tbody><tr><td align="center" '
        'style="padding: 8px; background-color: #ffeecc"><a href="{{ referral.link }}">Share</a> '
        '<a href="mailto:a@b.example">Write</a> <a href="tel:+12075550142">Call</a>'
        '<img src="https://a.example/x.png" alt="Us" width="20"></td></tr></tbody></table>'
    )
    assert cleaned(html) == html


def test_angles_in_attributes_are_escaped_so_that_a_tag_ends_at_its_own_angle() -> None:
    html = cleaned("<a title='<b> style=>' href='https://a.example/?<x>'>Share</a>")
    (tag,) = re.findall(r"<a [^>]*>", html)
    assert (tag.count("<"), tag.count(">"), html.count("<")) == (1, 1, 2)
    assert html == f"{tag}Share</a>"
    assert "&lt;b&gt; style=&gt;" in tag


def test_a_whole_page_becomes_its_body_and_who_wrote_it_is_told_what_went() -> None:
    head = "<head><title>T</title><style>p{}</style></head>"
    page = f"<!doctype html><html>{head}<body onload=x><p>Hi</p></body></html>"
    assert cleaned(page) == "<p>Hi</p>"
    assert taken_out(page) == ["style", "title", "onload"]
    assert taken_out("<p>on=1 <b>x</b></p>") == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_letter_by_mail_says_who_writes_why_and_how_to_stop(kind: Kind) -> None:
    letter = written(kind, facts(kind), {}, own(kind))
    is_marketing = FORMS[kind].purpose is Purpose.MARKETING
    for part in (letter.html, letter.text):
        for told in (
            STUDIO.studio_name,
            "12 Water Street, Portland, ME 04101",
            "You receive this letter because",
        ):
            assert told in part.replace("\n", " ")
        assert (samples(Kind.NOTE)["unsubscribe.link"] in part) is is_marketing
    assert 'name="color-scheme" content="light dark"' in letter.html
    assert "Dear" not in letter.text, "what greets is the studio's own"


def test_the_law_s_parts_stay_whatever_the_studio_writes() -> None:
    breaking = "</div></td></tr></table><!-- <p style='display:none'>x</p><table><tr><td>"
    letter = written(Kind.INVITATION, facts(), {}, own(html=breaking))
    words = Page(letter.html)
    assert any("12 Water Street" in part for part in words.words)
    assert [a for a in words.all("a") if "/unsubscribe/" in a["href"]]
    assert letter.html.count("<table") == letter.html.count("</table>")


def test_a_sheet_with_a_studio_s_colors_stays_light_in_the_dark() -> None:
    letter = written(Kind.INVITATION, facts(), {}, own())
    dark = letter.html.partition("prefers-color-scheme: dark")[2].partition("</style>")[0]
    assert ".page" in dark
    assert ".sheet" not in dark
    assert ".ink" in dark


def test_a_link_can_be_read_on_the_sheet_and_keeps_a_color_of_its_own() -> None:
    html = (
        '<a href="https://a.example">a</a><a href="https://b.example" style="color: red">b</a><abbr>c</abbr>'
    )
    letter = written(Kind.INVITATION, facts(), {"button": "#ffd400"}, own(html=html))
    plain, red = (
        link
        for link in Page(letter.html).all("a")
        if link["href"] in ("https://a.example", "https://b.example")
    )
    assert contrast(style(plain, "color"), "#ffffff") >= 4.5
    assert red["style"] == "color: red"


def test_whatever_a_client_is_called_is_only_text_in_an_own_letter() -> None:
    name = "{{ client.first_name }}"
    html = f'<p title="{name}">{name} <a href="https://x.example/{name}">x</a></p>'
    text = " ".join(f"{{{{ {name} }}}}" for name in FIELDS)
    hostile = facts(client__first_name=HOSTILE, client__last_name="Lake")
    letter = written(
        Kind.INVITATION, hostile, {}, own(subject="For {{ client.first_name }}", html=html, text=text)
    )
    assert "<img" not in letter.html
    assert "Lake" not in letter.subject + letter.html
    assert "<img src=x onerror=alert(1)>\"'&{{ client.last_name }}" in letter.text
    assert "=?" not in written(Kind.NOTE, facts(client__first_name="=?utf-8?q?x?="), {}, own()).subject
    paper = printed(Kind.INVITATION, hostile, own(form=LetterForm.PRINT, html=html))
    assert "<img" not in paper


def test_a_field_of_another_kind_stays_as_it_was_written() -> None:
    letter = written(
        Kind.INVITATION, facts(), {}, own(text="{{ reward.code }}", html="<p>{{ reward.code }}</p>")
    )
    assert "{{ reward.code }}" in letter.text
    assert "{{ reward.code }}" in letter.html


def test_a_value_of_several_lines_has_them_in_both_parts() -> None:
    known = facts(client__address="48 Exchange Street\nPortland, ME")
    letter = written(
        Kind.NOTE, known, {}, own(Kind.NOTE, text="{{ client.address }}", html="<p>{{ client.address }}</p>")
    )
    assert "48 Exchange Street<br>Portland, ME" in letter.html
    assert "48 Exchange Street\nPortland, ME" in letter.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi!", "Harbor Light Photography: Hi! Reply STOP to opt out."),
        ("Harbor Light Photography says hi", "Harbor Light Photography says hi Reply STOP to opt out."),
        ("Hi! Text STOP to end.", "Harbor Light Photography: Hi! Text STOP to end."),
        ("STOP by!", "Harbor Light Photography: STOP by! Reply STOP to opt out."),
        (
            "Hi {{ client.first_name }}!\n{{ nope }}",
            "Harbor Light Photography: Hi Jane!\n{{ nope }} Reply STOP to opt out.",
        ),
    ],
)
def test_a_text_message_names_the_studio_and_marketing_says_how_to_stop(text: str, expected: str) -> None:
    message = own(form=LetterForm.TEXT, text=text)
    assert text_message(Kind.INVITATION, facts(), message) == expected


def test_a_text_message_of_service_asks_for_nothing() -> None:
    message = own(Kind.REWARD, LetterForm.TEXT, text="Your code: {{ reward.code }}")
    assert text_message(Kind.REWARD, facts(Kind.REWARD), message) == (
        "Harbor Light Photography: Your code: LR-7K3Q-X9MD"
    )


@pytest.mark.parametrize("form", list(LetterForm))
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in NOT_SHIPPED])
def test_beginning_with_the_words_that_ship_says_what_the_shipped_one_says(
    kind: Kind, form: LetterForm
) -> None:
    words = starting_text(kind, form)
    assert "{{ client.first_name }}" in words.text + words.html or kind in (
        *(Kind.REWARD, Kind.LOYALTY, Kind.GIFT, Kind.EXPIRING, Kind.THANKS),
    )
    if form is LetterForm.TEXT:
        assert text_message(kind, facts(kind), words) == text_message(kind, facts(kind))
    if form is LetterForm.EMAIL:
        mine, shipped = (written(kind, facts(kind), {}, each) for each in (words, None))
        assert mine.subject == shipped.subject
        assert " ".join(mine.text.split()) == " ".join(shipped.text.split())


def test_kinds_of_words_are_not_mixed_up() -> None:
    with pytest.raises(AssertionError, match="no email"):
        written(Kind.NOTE, facts(Kind.NOTE), {}, own(Kind.NOTE, LetterForm.TEXT))
    with pytest.raises(AssertionError, match="ships"):
        written(Kind.NOTE, facts(Kind.NOTE), {})


def test_nothing_but_cleaned_html_and_our_own_qr_codes_stands_unescaped() -> None:
    root = Path(__file__).parents[2] / "chalicelib"
    trusting = {file.name for file in root.rglob("*.py") if re.search(r"\bMarkup\(", file.read_text())}
    assert trusting == {"letters.py", "qr.py"}
    assert not [
        file for file in (root / "templates" / "letters").rglob("*.*") if "| safe" in file.read_text()
    ]
