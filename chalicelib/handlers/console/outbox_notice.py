"""One notice: what it is, where it stands, what may be done about it, and how its client reads it."""

from chalicelib.domain import addresses, report_mail
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.names import shown_name
from chalicelib.domain.notice import Sign, State
from chalicelib.domain.report_mail import ReportMail
from chalicelib.domain.resending import Refusal, refusal
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.kept_preview import AGE_MAX, preview_address
from chalicelib.flows.preview_letter import LetterPreview, keep_preview
from chalicelib.flows.resend_notice import what_stands_against
from chalicelib.flows.show_notice import show_notice
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.console.outbox_words import (
    REFUSALS,
    SIGNS,
    TO_THE_STUDIO,
    form_in_words,
    letter_in_words,
    reason_in_words,
    state_in_words,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Facts,
    Link,
    Message,
    Screen,
    Snippet,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.letter import head_of
from chalicelib.models.notice import Notice
from chalicelib.settings import settings

TWICE = "It may arrive twice: if the provider took it after all, the client has it already."


def notice_screen(ask: Ask, notice: Notice, told: Message | None = None) -> Screen:
    """All that is known of a notice; four calls."""
    client = find_client(notice.client_id)
    order = ask.studio.preferences.name_order
    name = shown_name(client.first_name, client.last_name, order) or client.company if client else None
    to: Cell = name or "Without a name"
    if client is not None:
        to = Action(name or "Without a name", "client", "", {"client": client.client_id}, plain=True)
    facts: list[tuple[str, Cell]] = [
        ("To", _whom(notice, to if client is not None else "The client is not there any more")),
        ("Letter", _letter(notice)),
        ("State", state_in_words(notice.state)),
        ("Why", reason_in_words(notice.reason) or "-"),
        ("Queued", moment(notice.queued_at, ask.studio)),
        ("Sent", moment(notice.sent_at, ask.studio) if notice.sent_at else "-"),
        ("Attempts", str(notice.attempts)),
        ("Events", ", ".join(_signs(notice)) or "none"),
    ]
    if notice.next_at is not None and notice.state == State.QUEUED:
        facts.append(("Next try", moment(notice.next_at, ask.studio)))
    blocks: list[Block] = [*([told] if told is not None else []), Facts(facts, title=letter_in_words(notice))]
    blocks += _ways(notice, readable=client is not None)
    tab = Action("Outbox", "outbox", "", {"state": notice.state})
    return Screen(title=letter_in_words(notice), blocks=blocks, trail=[HOME, tab], back=tab)


def letter_screen(ask: Ask, notice: Notice) -> Screen:
    """The notice as its client reads it, with a way to the page that shows all of it."""
    preferences = ask.studio.preferences
    shown = show_notice(notice, preferences)
    # What is to be printed has a screen of its own; the rest opens above the notice's.
    back = _back(notice) if notice.form == LetterForm.PRINT else None
    trail = [HOME, back] if back is not None else []
    if shown is None:
        gone = Message("Nothing can be shown", ["The client is not there any more."], Tone.INFO)
        return Screen(title=letter_in_words(notice), blocks=[gone], trail=trail, back=back)
    blocks: list[Block] = []
    # On paper nothing asks again when it goes: whoever prints it does.
    still = what_stands_against(notice, ask.studio, ask.now) if notice.state == State.TO_PRINT else None
    if still is not None:
        blocks.append(Message("This letter may not go any more", [still.words], Tone.WARNING))
    if shown.subject:
        blocks.append(Facts([("Subject", shown.subject)]))
    base = addresses.public_base(preferences.public_url, settings.form_url)
    if shown.html and base:
        blocks += _page(ask, notice, shown, base)
    elif shown.html:
        blocks.append(Text("The page cannot be opened: Company Preferences have no public address yet."))
    if shown.text:
        blocks.append(Snippet("As text", shown.text))
    if notice.state == State.TO_PRINT:
        blocks.append(Buttons([_printed(notice)]))
    return Screen(title=letter_in_words(notice), blocks=blocks, trail=trail, back=back)


def asking_screen(notice: Notice) -> Screen:
    """Whether it surely did not arrive."""
    back = _back(notice)
    sure = Action(
        "It did not arrive: send it again",
        "outbox",
        "again",
        {"notice": notice.notice_id, "version": notice.version, "sure": True},
        primary=True,
    )
    return Screen(
        title="Did it surely not arrive?",
        blocks=[
            Message(TWICE, ["Ask the client first. What you decide is kept."], Tone.WARNING),
            Buttons([sure, Action("Leave it", "outbox", "one", {"notice": notice.notice_id})]),
        ],
        trail=[HOME, back],
        back=back,
    )


def _page(ask: Ask, notice: Notice, shown: LetterPreview, base: str) -> list[Block]:
    kept = keep_preview(shown, of=notice.notice_id, client_id=notice.client_id, actor=ask.actor, now=ask.now)
    minutes = int(AGE_MAX.total_seconds() // 60)
    on_paper = notice.form == LetterForm.PRINT
    label = "Open the letter to print" if on_paper else "Open the whole letter"
    rest = "" if on_paper else " Links that act for the client lead nowhere in it."
    return [
        Link(label, preview_address(base, kept, ask.now)),
        Text(f"The link is good for {minutes} minutes.{rest}"),
    ]


def _ways(notice: Notice, *, readable: bool) -> list[Block]:
    given = {"notice": notice.notice_id}
    actions: list[Action] = []
    if readable:
        on_paper = notice.form == LetterForm.PRINT
        label = "The letter to print" if on_paper else "As the client reads it"
        actions.append(Action(label, "outbox", "look", given, popup=not on_paper))
    refused = refusal(
        State(notice.state),
        notice.reason,
        notice.signs or set(),
        enrolled=notice.enrolled_at is not None,
        sure=False,
    )
    if refused is None:
        actions.append(Action("Send it again", "outbox", "again", {**given, "version": notice.version}))
    elif refused is Refusal.NOT_SURE:
        actions.append(Action("It did not arrive", "outbox", "ask", given))
    if notice.state == State.TO_PRINT:
        actions.append(_printed(notice))
    elif notice.for_a_person is not None:
        actions.append(Action("Seen to", "outbox", "note", {**given, "state": notice.state}))
    blocks: list[Block] = [Buttons(actions)]
    if refused in (Refusal.ENROLLMENT_ENDED, Refusal.SAME_AGAIN):
        blocks.append(Text(f"It cannot be sent again. {REFUSALS[refused]}"))
    return blocks


def _printed(notice: Notice) -> Action:
    return Action("It was printed", "outbox", "printed", {"notice": notice.notice_id})


def _whom(notice: Notice, client: Cell) -> Cell:
    """For whom it is: a report is for the studio, at the address that was set for it."""
    if notice.kind != report_mail.KIND:
        return client
    return f"{TO_THE_STUDIO}, {ReportMail.of(notice.values).to}"


def _letter(notice: Notice) -> str:
    """Which letter it is, by its own description where the studio wrote it."""
    if notice.kind == report_mail.KIND:
        mail = ReportMail.of(notice.values)
        return f"{mail.title}, {mail.about}"
    if notice.letter is None:
        return f"The one that ships, {form_in_words(notice)}"
    head = head_of(notice.letter.letter_id)
    description = head.description if head is not None else "A letter of the studio's"
    return f"{description}, version {notice.letter.version}, {form_in_words(notice)}"


def _signs(notice: Notice) -> list[str]:
    return [words for sign, words in SIGNS.items() if sign.value in (notice.signs or set[Sign]())]


def _back(notice: Notice) -> Action:
    return Action(letter_in_words(notice), "outbox", "one", {"notice": notice.notice_id})
