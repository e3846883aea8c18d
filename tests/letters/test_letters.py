import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chalicelib.domain.letters import FORMS, Kind, merge_values
from chalicelib.domain.merge_fields import fields_of, of_studio, of_values
from chalicelib.domain.notice import Purpose
from chalicelib.domain.theme import contrast
from chalicelib.services.letters import FOLDER, NOT_SHIPPED, Letter, printed, text_message, written
from chalicelib.services.renderer import TEMPLATES
from local.letters import SAMPLES, STUDIO, Sample, facts, letter, messages, text, write

HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}{% if %}"
SHIPPED = [kind for kind in Kind if kind not in NOT_SHIPPED]
REWARDING = {Kind.REWARD, Kind.GIFT, Kind.LOYALTY, Kind.EXPIRING, Kind.THANKS}
COLORS = [
    {},
    {"button": "#000000", "button_text": "#000000"},
    {"button": "#ffffff"},
    {"button": "#ffd400", "button_text": "#fffde0"},
    {"button": "#7a1f5c"},
]


class Page(HTMLParser):
    """The elements of a page, as (name, attributes), and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def style(of: dict[str, str], name: str) -> str:
    return dict(part.split(": ", 1) for part in of["style"].rstrip(";").split("; "))[name]


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


@pytest.fixture
def page(sample: Sample) -> Page:
    return Page(letter(sample).html)


def test_every_kind_that_ships_has_its_templates_and_a_sample() -> None:
    folders = {path.name for path in (TEMPLATES / FOLDER).iterdir() if path.is_dir()}
    assert folders == {kind.value for kind in Kind}
    assert {sample.kind for sample in SAMPLES.values()} == set(SHIPPED)
    for kind in Kind:
        names = {path.name for path in (TEMPLATES / FOLDER / kind).iterdir()}
        ships = {"subject.txt", "body.txt", "body.html", "sms.txt"} if kind in SHIPPED else set()
        assert names == {"why.txt", *ships}


def test_text_and_html_both_say_everything_that_matters(sample: Sample) -> None:
    read = letter(sample)
    html = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", read.html)))
    text = re.sub(r"\s+", " ", read.text)
    shown = (value for name, value in sample.values.items() if name != "program_name")
    told = [
        *shown,
        sample.first_name,
        STUDIO.studio_name,
        STUDIO.phone,
        "Portland, ME 04101",
    ]
    for words in told:
        assert words in text
        assert words in html.replace("\u00a0", " ")
    if sample.kind in REWARDING or "program_promise" in sample.values:
        for disclosure in (
            "no cash value",
            "promotion that was not paid for",
            "reply to this letter or call",
        ):
            assert disclosure in text
            assert disclosure in html
    for link in re.findall(r'href="([^"]+)"', read.html):
        assert unescape(link) in read.text
    assert facts(sample)["page.link"] in read.text


def test_a_text_is_comfortable_to_read(sample: Sample) -> None:
    text = letter(sample).text
    assert all(len(line) <= 72 for line in text.splitlines())
    assert "\n\n\n" not in text
    assert "<" not in text
    assert "&" not in text


def test_a_subject_is_one_short_line(sample: Sample) -> None:
    assert 10 < len(letter(sample).subject) <= 78
    assert letter(sample).subject.isprintable()


def test_a_letter_can_be_read_by_everyone(page: Page) -> None:
    assert [html["lang"] for html in page.all("html")] == ["en"]
    assert len(page.all("title")) == 1
    assert len(page.all("h1")) == 1
    assert {table.get("role") for table in page.all("table")} == {"presentation"}
    assert [div["aria-label"] for div in page.all("div") if div.get("role") == "article"]
    assert page.all("img") == []
    for link in page.all("a"):
        assert link["href"].startswith("https://")
    names = {meta.get("name"): meta.get("content") for meta in page.all("meta")}
    assert names["color-scheme"] == names["supported-color-schemes"] == "light dark"


def test_a_letter_asks_nothing_of_anyone_and_runs_nothing(sample: Sample, page: Page) -> None:
    html = letter(sample).html
    assert not {"script", "link", "form", "iframe", "img", "object"} & {name for name, _ in page.elements}
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < 100_000  # Gmail cuts longer ones.


def test_styles_are_inline_and_dark_mode_is_in_the_head(sample: Sample, page: Page) -> None:
    for name in ("td", "p", "h1", "body"):
        for attributes in page.all(name):
            assert "style" in attributes or name == "td"
            assert '"' not in attributes.get("style", "")
    assert "prefers-color-scheme: dark" in letter(sample).html
    used = {word for _, attributes in page.elements for word in attributes.get("class", "").split()}
    styled = set(re.findall(r"^  \.([a-z-]+)", letter(sample).html, re.MULTILINE)) | set(
        re.findall(r"^  \.[a-z-]+, \.([a-z-]+)", letter(sample).html, re.MULTILINE)
    )
    assert used == styled - ({"panel", "code", "link", "button", "button-words", "rule"} - used)


def test_marketing_can_be_stopped_and_a_service_letter_offers_no_unsubscribing(sample: Sample) -> None:
    is_marketing = FORMS[sample.kind].purpose is Purpose.MARKETING
    read = letter(sample)
    assert ("unsubscribe" in read.html.lower()) is is_marketing
    assert ("unsubscribe" in read.text.lower()) is is_marketing
    assert ("Reply STOP to opt out." in text(sample)) is is_marketing
    if is_marketing:
        link = facts(sample)["unsubscribe.link"]
        assert f'href="{link}"' in read.html
        assert link in read.text
        assert "Portland, ME 04101" in read.html


def test_a_text_message_says_who_writes_and_what_matters(sample: Sample) -> None:
    message = text(sample)
    assert message.startswith(f"{STUDIO.studio_name}: ")
    assert "\n" not in message
    assert "  " not in message
    assert len(message) < 400
    for name in ("amount", "code"):
        assert sample.values.get(name, "") in message


def test_every_letter_can_be_printed(sample: Sample) -> None:
    page = printed(sample.kind, facts(sample))
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    for told in (sample.first_name, "48 Exchange Street", "November 22, 2026", STUDIO.studio_name):
        assert told in words
    for value in (value for name, value in sample.values.items() if name != "program_name"):
        assert value in words
    assert not {"script", "link", "img"} & {name for name, _ in Page(page).elements}


@pytest.mark.parametrize("colors", COLORS)
def test_words_stand_out_in_light_and_in_dark(sample: Sample, colors: dict[str, str]) -> None:
    html = letter(sample, replace(STUDIO, colors=colors)).html
    page = Page(html)
    (cell,) = [td for td in page.all("td") if td.get("class") == "button"]
    (words,) = page.all("a")[:1]
    assert contrast(style(cell, "background-color"), style(words, "color")) >= 4.5
    dark = dict(re.findall(r"^  (\.[a-z., -]+) \{ .*?background-color: (#\w{6})", html, re.MULTILINE))
    ink = dict(re.findall(r"^  (\.[a-z., -]+) \{ (?:.*; )?color: (#\w{6})", html, re.MULTILINE))
    for ground in (dark[".page"], dark[".sheet"], dark[".panel"]):
        assert contrast(ground, ink[".ink"]) >= 4.5
        assert contrast(ground, ink[".soft"]) >= 4.5
    assert contrast(dark[".code"], ink[".code"]) >= 4.5
    assert contrast(dark[".accent, .button"], ink[".button-words"]) >= 4.5
    assert contrast(dark[".accent, .button"], dark[".sheet"]) >= 3
    for td in page.all("td") + page.all("p"):
        if "color" in td.get("style", "").replace("background-color", ""):
            for ground in ("#f5f0e8", "#ffffff", "#fbf7f0"):
                assert contrast(style(td, "color"), ground) >= 4.5


@pytest.mark.parametrize("kind", SHIPPED)
def test_whatever_people_are_called_is_only_text(kind: Kind) -> None:
    studio = replace(STUDIO, studio_name=HOSTILE, postal_address=HOSTILE, phone=HOSTILE)
    values = merge_values(kind, dict.fromkeys(FORMS[kind].fields, HOSTILE))
    known = {
        **dict.fromkeys((field.name for field in fields_of(kind)), HOSTILE),
        **of_studio(studio),
        **of_values(kind, values),
    }
    read = written(kind, known, {})
    assert "<script" not in read.html + printed(kind, known)
    assert "alert(1)</script>" in read.text
    assert "49" not in read.subject
    assert "{{ 7*7 }}" in read.text
    assert "{{ 7*7 }}" in text_message(kind, known)


@pytest.mark.parametrize("kind", SHIPPED)
def test_the_fewest_facts_still_make_a_letter(kind: Kind) -> None:
    form = FORMS[kind]
    values = merge_values(kind, dict.fromkeys(form.needed, "$25.00"))
    studio = replace(STUDIO, phone="", website="", booking_url="", postal_address="")
    read = written(kind, {**of_values(kind, values), **of_studio(studio)}, {})
    assert read.text.startswith("Hello,\n")
    assert "Hello," in read.html
    assert Page(read.html).all("a") == []
    assert ("reply to this letter." in re.sub(r"\s+", " ", read.text)) is (
        kind not in (Kind.INVITATION, Kind.REMINDER)
    )
    for part in (read.subject, read.text, read.html):
        assert "None" not in part


@pytest.mark.parametrize("website", ["javascript:alert(1)", "http://harborlight.example", "https://a b"])
def test_a_letter_links_nowhere_but_to_https(sample: Sample, website: str) -> None:
    read = letter(sample, replace(STUDIO, website=website, booking_url=website))
    assert all(link["href"].startswith("https://refer.") for link in Page(read.html).all("a"))
    assert website not in read.text


def test_booking_is_linked_only_when_it_is_offered(sample: Sample) -> None:
    read = letter(sample, replace(STUDIO, link_to_booking=False))
    assert STUDIO.booking_url not in read.html + read.text
    assert STUDIO.website in read.text


def test_the_same_facts_are_the_same_letter(sample: Sample) -> None:
    assert letter(sample) == letter(sample)
    assert isinstance(letter(sample), Letter)


def test_the_files_are_messages_with_both_parts(tmp_path: Path) -> None:
    files = write(tmp_path / "out")
    assert [file.name for file in files] == [f"{name}.{end}" for name in SAMPLES for end in ("eml", "txt")]
    for file in files[::2]:
        parsed = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(parsed, EmailMessage)
        assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(("name", "raw"), list(messages()), ids=list(SAMPLES))
def test_marketing_says_in_its_headers_how_to_end_it_by_one_click(name: str, raw: bytes) -> None:
    message = message_from_bytes(raw, policy=default)
    if FORMS[SAMPLES[name].kind].purpose is Purpose.SERVICE:
        assert message["List-Unsubscribe"] is None
        return
    assert message["List-Unsubscribe"].startswith("<https://")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
