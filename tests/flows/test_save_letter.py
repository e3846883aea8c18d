"""A studio's letters as stored: versions that never change, one head, and what is sent of them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_edit import LetterEdit, Objection
from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef
from chalicelib.domain.letters import Kind, merge_values
from chalicelib.domain.notice import Reason
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Preferences
from chalicelib.flows.enroll_client import enroll_client
from chalicelib.flows.kept_preview import AGE_MAX, preview_address, previewed_letter
from chalicelib.flows.letter_facts import facts_for
from chalicelib.flows.preview_letter import keep_preview, preview_letter
from chalicelib.flows.retire_letter import retire_letter
from chalicelib.flows.save_letter import Outcome, SavedLetter, save_letter
from chalicelib.flows.send_sample import Sample, send_sample
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.letter import Letter, current_ref, head_of, heads, text_of
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.mailer import FakeMailer
from tests.engine import Engine
from tests.letters import world
from tests.letters.test_letters import Page

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
EDIT = LetterEdit(
    letter_id="l1",
    kind=Kind.INVITATION,
    form=LetterForm.EMAIL,
    description="Spring",
    subject="Hi {{ client.first_name }}",
    html='<p onclick="x">Share <a href="{{ referral.link }}">this</a></p><script>1</script>',
)
BASE = "https://refer.lantern.example"
PREFERENCES = replace(world.STUDIO, public_url=BASE, currency="USD", zone="America/New_York")


def in_hand(edit: LetterEdit, now: datetime, draft_id: str = "d1") -> Draft:
    return begin_draft(draft_id, "letters", to_plain(edit), actor=MANAGER, now=now, listed=False)


def save(edit: LetterEdit, now: datetime, draft_id: str = "d1") -> SavedLetter:
    return save_letter(edit, in_hand(edit, now, draft_id), actor=MANAGER, now=now)


def stored(saved: SavedLetter) -> LetterHead:
    assert saved.outcome is Outcome.STORED
    assert saved.head is not None
    return saved.head


def test_a_letter_is_stored_clean_with_its_text_and_found_by_kind(tables: Engine, now: datetime) -> None:
    head = stored(save(EDIT, now))
    assert head == head_of("l1") == heads()[0]
    assert (head.latest, head.version, current_ref("l1")) == (1, 1, LetterRef("l1", 1))
    words = text_of(LetterRef("l1", 1))
    assert words is not None
    assert words.html == '<p>Share <a href="{{ referral.link }}">this</a></p>'
    assert words.text == "Share this ({{ referral.link }})"
    assert words.subject == "Hi {{ client.first_name }}"
    (record,) = tables.rows("audit")
    assert (record["about"], record["what"], record["after"]["version"]) == ("letter#l1", "added", 1)
    assert [row.get("open_for") for row in tables.rows("drafts")] == [None]


def test_each_save_is_a_version_and_earlier_ones_stay_as_they_were(tables: Engine, now: datetime) -> None:
    head = stored(save(EDIT, now))
    for number in (2, 3):
        edit = replace(EDIT, subject=f"Take {number}", version=head.version, latest=head.latest)
        head = stored(save(edit, now, f"d{number}"))
    assert (head.latest, head.version) == (3, 3)
    subjects = [text_of(LetterRef("l1", number)) for number in (1, 2, 3)]
    assert [each and each.subject for each in subjects] == ["Hi {{ client.first_name }}", "Take 2", "Take 3"]
    assert text_of(LetterRef("l1", 0)) is None
    assert text_of(LetterRef("l1", 4)) is None
    assert len(heads()) == 1


def test_a_second_editor_is_told_and_overwrites_nothing(tables: Engine, now: datetime) -> None:
    head = stored(save(EDIT, now))
    both = replace(EDIT, version=head.version, latest=head.latest)
    stored(save(replace(both, subject="Theirs"), now, "d2"))
    late = save(replace(both, subject="Mine"), now, "d3")
    assert late.outcome is Outcome.CHANGED
    assert late.head is not None
    assert late.head.latest == 2
    words = text_of(LetterRef("l1", 2))
    assert words is not None
    assert words.subject == "Theirs"
    assert text_of(LetterRef("l1", 3)) is None
    assert stored(save(replace(both, subject="Mine", version=late.head.version), now, "d4")).latest == 3


def test_the_same_draft_saves_once(tables: Engine, now: datetime) -> None:
    draft = in_hand(EDIT, now)
    stored(save_letter(EDIT, draft, actor=MANAGER, now=now))
    before = tables.rows("letters")
    again = save_letter(EDIT, draft, actor=MANAGER, now=now)
    assert again.outcome is Outcome.USED
    assert tables.rows("letters") == before
    assert len(tables.rows("audit")) == 1


def test_saying_what_stands_writes_nothing(tables: Engine, now: datetime) -> None:
    head = stored(save(EDIT, now))
    words = text_of(head.ref)
    assert words is not None
    same = replace(EDIT, version=head.version).saying(words)
    before = tables.rows("letters")
    assert save(same, now, "d2").outcome is Outcome.UNCHANGED
    assert tables.rows("letters") == before


@pytest.mark.parametrize(
    ("typed", "part", "objection"),
    [
        ({"subject": "{{ nope }}"}, "subject", Objection.UNKNOWN_FIELD),
        ({"html": "<script>1</script>"}, "html", Objection.EMPTY),
        ({"html": "{{ reward.code }}"}, "html", Objection.FIELD_OF_OTHERS),
        ({"description": ""}, "description", Objection.EMPTY),
    ],
)
def test_what_is_refused_writes_nothing(
    typed: dict[str, str], part: str, objection: Objection, tables: Engine, now: datetime
) -> None:
    saved = save(EDIT.typing(typed), now)
    assert saved.outcome is Outcome.REFUSED
    assert [(fault.part, fault.objection) for fault in saved.faults] == [(part, objection)]
    assert tables.rows("letters") == tables.rows("audit") == []
    draft = Draft.find("d1", "letters", now)
    assert draft is not None
    assert draft.is_open


def test_a_text_message_and_a_letter_to_print_have_what_they_need_alone(
    tables: Engine, now: datetime
) -> None:
    message = replace(EDIT, form=LetterForm.TEXT, text="Hi ", html="<p>no</p>", subject="no")
    paper = replace(EDIT, letter_id="l2", form=LetterForm.PRINT, html="<p>Yes</p>", text="no", subject="")
    stored(save(replace(message, html="", subject=""), now))
    stored(save(paper, now, "d2"))
    words, page = text_of(LetterRef("l1", 1)), text_of(LetterRef("l2", 1))
    assert words is not None
    assert page is not None
    assert (words.text, words.html) == ("Hi", "")
    assert (page.text, page.html) == ("", "<p>Yes</p>")


def test_a_retired_letter_is_marked_and_goes_on_being_sent(tables: Engine, now: datetime) -> None:
    head = stored(save(EDIT, now))
    gone = retire_letter("l1", inactive=True, version=head.version, actor=MANAGER, now=now)
    assert stored(gone).inactive
    assert current_ref("l1") == LetterRef("l1", 1)
    again = retire_letter("l1", inactive=True, version=head.version, actor=MANAGER, now=now)
    assert again.outcome is Outcome.UNCHANGED
    late = retire_letter("l1", inactive=False, version=head.version, actor=MANAGER, now=now)
    assert late.outcome is Outcome.CHANGED
    assert retire_letter("l9", inactive=True, version=1, actor=MANAGER, now=now).outcome is Outcome.CHANGED
    assert stored(retire_letter("l1", inactive=False, version=2, actor=MANAGER, now=now)).inactive is False
    assert [row["what"] for row in tables.rows("audit")].count("retired") == 1


def test_a_letter_tells_what_belongs_to_the_person_when_it_goes(tables: Engine, now: datetime) -> None:
    jane = world.jane(
        now, last_name="Moreau", address="48 Exchange St\n\nApt 2", city="Portland", region="ME"
    )
    values = merge_values(Kind.INVITATION, {"program_name": "Friends", "program_promise": "$25 each."})
    alone = facts_for(jane, Kind.INVITATION, values, PREFERENCES, now)
    assert alone["referral.link"] == f"{BASE}/"
    enroll_client("jane", "p1", source="hand", new_token="7kq2m9x4w3tpc", now=now)
    facts = facts_for(jane, Kind.INVITATION, values, PREFERENCES, now)
    assert facts["referral.link"] == f"{BASE}/r/7kq2m9x4w3tpc"
    assert facts["referral.share_link"] == f"{BASE}/r/7kq2m9x4w3tpc/share"
    assert (
        "u=https%3A%2F%2Frefer.lantern.example%2Fr%2F7kq2m9x4w3tpc%3Fc%3Dfb"
        in facts["referral.facebook_share_link"]
    )
    assert facts["program.promise"] == "$25 each."
    assert facts["client.address"] == "48 Exchange St\nApt 2\nPortland, ME"
    assert facts["letter.date"] == "November 21, 2026"
    assert facts["page.link"].startswith(f"{BASE}/me/")
    assert facts["unsubscribe.link"].startswith(f"{BASE}/unsubscribe/")
    assert facts == facts_for(jane, Kind.INVITATION, values, PREFERENCES, now)
    reward = facts_for(jane, Kind.REWARD, {"amount": "$25.00"}, PREFERENCES, now)
    assert reward["reward.amount"] == "$25.00"
    assert "unsubscribe.link" not in reward
    assert "program.promise" not in reward


def test_a_studio_that_stands_nowhere_yet_has_letters_without_our_links(
    tables: Engine, now: datetime
) -> None:
    facts = facts_for(world.jane(now), Kind.NOTE, {}, replace(PREFERENCES, public_url="javascript:x"), now)
    assert {facts[name] for name in ("referral.link", "page.link", "unsubscribe.link")} == {""}


def test_a_preview_has_the_client_s_name_and_nothing_to_act_for_them_by(
    tables: Engine, now: datetime
) -> None:
    jane = world.jane(now, first_name="Jané <b>")
    words = replace(EDIT, html="<p>{{ client.first_name }} {{ page.link }} {{ program.promise }}</p>").words
    preview = preview_letter(words, jane, PREFERENCES, now)
    assert preview.subject == "Hi Jané <b>"
    assert "Jané &lt;b&gt;" in preview.html
    links = [link["href"] for link in Page(preview.html).all("a")]
    assert [link for link in links if link.startswith(BASE)] == []
    assert "Lantern Studio" in preview.html


def test_a_preview_is_shown_for_an_hour_by_its_address_alone(tables: Engine, now: datetime) -> None:
    preview = preview_letter(EDIT.words, None, PREFERENCES, now)
    kept = keep_preview(preview, of="d1", client_id="jane", actor=MANAGER, now=now)
    token = preview_address(BASE, kept, now).partition("?t=")[2]
    assert previewed_letter(token, now + AGE_MAX) == preview.html
    assert previewed_letter(token, now + AGE_MAX + timedelta(seconds=1)) is None
    assert previewed_letter(token[:-1], now) is None
    assert previewed_letter(kept.draft_id, now) is None
    (row,) = tables.rows("drafts")
    assert row["about"] == "client#jane"


def test_a_sample_goes_to_the_studio_and_to_nobody_else(tables: Engine, now: datetime) -> None:
    kept = keep_preview(
        preview_letter(EDIT.words, None, PREFERENCES, now), of="d1", client_id="", actor=MANAGER, now=now
    )
    mailer = FakeMailer()
    answers = replace(PREFERENCES, reply_to="studio@lantern.example")
    assert send_sample(kept.draft_id, PREFERENCES, mailer=mailer, now=now) is Sample.SENT
    assert send_sample(kept.draft_id, answers, mailer=mailer, now=now) is Sample.SENT
    assert [posted.to for posted in mailer.posted] == ["hello@lantern.example", "studio@lantern.example"]
    assert b"\r\nSubject: [Test] Hi Jane\r\n" in mailer.posted[0].raw
    assert send_sample("nothing", PREFERENCES, mailer=mailer, now=now) is Sample.GONE
    assert send_sample(kept.draft_id, Preferences(), mailer=mailer, now=now) is Sample.NO_SENDER
    draft = in_hand(EDIT, now, "another kind")
    assert send_sample(draft.draft_id, PREFERENCES, mailer=mailer, now=now) is Sample.GONE


def test_a_text_message_comes_to_the_studio_as_mail(tables: Engine, now: datetime) -> None:
    words = replace(EDIT, form=LetterForm.TEXT, text="Hi <b>", html="").words
    preview = preview_letter(words, None, PREFERENCES, now)
    kept = keep_preview(preview, of="d1", client_id="", actor=MANAGER, now=now)
    mailer = FakeMailer()
    assert send_sample(kept.draft_id, PREFERENCES, mailer=mailer, now=now) is Sample.SENT
    assert b"Subject: [Test] A text message" in mailer.posted[0].raw
    assert b"&lt;b&gt;" in mailer.posted[0].raw


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (NoAnswer("lost"), Sample.UNKNOWN),
        (NotSent(Reason.MESSAGE_REFUSED, later=False), Sample.REFUSED),
        (NotSent(Reason.SENDER_NOT_READY, later=True), Sample.REFUSED),
    ],
)
def test_a_sample_that_cannot_go_is_given_up(
    fault: NotSent | NoAnswer, expected: Sample, tables: Engine, now: datetime
) -> None:
    preview = preview_letter(EDIT.words, None, PREFERENCES, now)
    kept = keep_preview(preview, of="d1", client_id="", actor=MANAGER, now=now)
    assert send_sample(kept.draft_id, PREFERENCES, mailer=FakeMailer(faults=[fault]), now=now) is expected


def test_a_sample_that_is_throttled_goes_another_time(tables: Engine, now: datetime) -> None:
    preview = preview_letter(EDIT.words, None, PREFERENCES, now)
    kept = keep_preview(preview, of="d1", client_id="", actor=MANAGER, now=now)
    mailer = FakeMailer(faults=[NotSent(Reason.THROTTLED, later=True)])
    with pytest.raises(NotSent):
        send_sample(kept.draft_id, PREFERENCES, mailer=mailer, now=now)
    assert send_sample(kept.draft_id, PREFERENCES, mailer=mailer, now=now) is Sample.SENT


def test_a_head_is_no_version(tables: Engine, now: datetime) -> None:
    stored(save(EDIT, now))
    assert {row.version for row in Letter.query("l1")} == {0, 1}
    assert {row["head_of"] for row in tables.rows("letters") if "head_of" in row} == {"letters"}
