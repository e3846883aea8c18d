"""A reward is issued by hand: what is asked for, what it would come to, and issuing it. Seven calls."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.notice import Reason
from chalicelib.domain.reward_act import Refusal, settled_cents
from chalicelib.domain.reward_typed import (
    AFTER,
    ISSUE,
    NEVER,
    ON,
    SHIPPED,
    Problems,
    ToIssue,
    letters_offered,
    read_issue,
)
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.flows.issue_reward import Wanted, issue_reward, letter_refusal
from chalicelib.handlers.console.letters_words import KINDS
from chalicelib.handlers.console.program_words import today
from chalicelib.handlers.console.rewards_words import REFUSALS, location_words
from chalicelib.handlers.console.rewards_work import Kind, Reviewed, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Area,
    Block,
    Choice,
    Group,
    Line,
    Message,
    Option,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.models.client import Client

ENDS = (
    Option(NEVER, "It never ends"),
    Option(ON, "On a day"),
    Option(AFTER, "After a number of days"),
)
FORMS = {LetterForm.EMAIL: "by email", LetterForm.PRINT: "printed"}


def _begins_with(ask: Ask, client: Client) -> Mapping[str, str]:
    del ask
    return {"ends": NEVER, "location": client.location_id or ""}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    typed = work.typed

    def line(name: str, label: str, kind: Typing, hint: str, *, size: int = 12) -> Line:
        value, error = typed.get(name, ""), problems.get(name, "")
        return Line(name=name, label=label, kind=kind, size=size, value=value, hint=hint, error=error)

    def choice(name: str, label: str, options: Sequence[Option], hint: str = "") -> Choice:
        value, error = typed.get(name, ""), problems.get(name, "")
        return Choice(name=name, label=label, options=options, value=value, hint=hint, error=error)

    ends = [
        choice("ends", "When it ends", ENDS),
        line("day", "Last day", Typing.DAY, "Where it ends on a day: such as 2026-12-31; today is allowed."),
        line(
            "days", "Days", Typing.WHOLE, "Where it ends after days: counted from today, the last included."
        ),
    ]
    locations = _locations(work, problems)
    given_for = Area(
        name="reason",
        label="Reason",
        rows=2,
        value=typed.get("reason", ""),
        hint="Needed. For the studio alone: it stands with the reward and in the changes.",
        error=problems.get("reason", ""),
        required=True,
    )
    return [
        Text(
            "A reward by hand can go to a client of any status, and leaves the status as it is. "
            "If the client is to take part in the loyalty program, give the status yourself."
        ),
        Group(
            "The reward",
            [line("amount", "Amount", Typing.MONEY, "Such as 25 or 25.00."), *ends, *locations, given_for],
        ),
        Group("Letter", [choice("letter", "Letter to the client", _letters(work))]),
    ]


def _locations(work: Work, problems: Problems) -> list[Choice]:
    """Asked only where the studio has locations."""
    client = work.client
    standing = (client.location_id or "",) if client is not None else ()
    found = offered(work.ask.studio, ListKind.LOCATION, standing=standing)
    if not found:
        return []
    options = [Option("", "No location"), *(Option(id_of(each), each.description) for each in found)]
    value, error = work.typed.get("location", ""), problems.get("location", "")
    return [Choice(name="location", label="Location", options=options, value=value, error=error)]


def _letters(work: Work) -> list[Option]:
    own = [
        Option(each.letter_id, f"{each.description} ({FORMS[each.form]}; {KINDS[each.kind].lower()})")
        for each in letters_offered(work.heads)
    ]
    shipped = [Option(name, f"The one that ships, {FORMS[letter.form]}") for name, letter in SHIPPED.items()]
    return [Option("", "None"), *shipped, *own]


def _read(work: Work) -> ToIssue | Problems:
    return read_issue(work.typed, work.ask.studio, work.heads, today(work.ask))


def _review(work: Work) -> Reviewed | Problems:
    read, studio = _read(work), work.ask.studio
    if not isinstance(read, ToIssue):
        return read
    currency = studio.preferences.currency
    settled = settled_cents(read.cents, work.owed_cents)
    left = read.cents - settled
    amount = to_display(read.cents, currency)
    facts = [
        ("Client", work.name),
        ("Amount", amount),
        ("Last day", read.last_day.isoformat() if read.last_day else "never ends"),
        ("Location", location_words(read.location_id, studio)),
        ("Reason", read.reason),
        ("Letter", _letter_words(work, read.letter, left)),
        ("The client's status", "stays as it is"),
    ]
    if work.owed_cents:
        facts += [
            ("Owed to the studio until now", to_display(work.owed_cents, currency)),
            ("Of the reward, this settles what is owed", to_display(settled, currency)),
            ("Left for the client to use", to_display(left, currency)),
        ]
    return Reviewed(
        facts=facts,
        cents=int(read.cents),
        button=f"Issue {amount}",
        confirm=f"Issue a reward of {amount} to {work.name}?",
        notes=_notes(work, settled, currency),
        against=[_words(why) for why in _against(work, read.letter, left)],
    )


def _notes(work: Work, settled: Cents, currency: str) -> list[Block]:
    if not settled:
        return []
    said = (
        f"{work.name} owes the studio {to_display(work.owed_cents, currency)} from a reward that was taken "
        "back after it was spent. What is owed is settled first, out of this reward."
    )
    return [Message("What is owed is settled first", [said], Tone.WARNING)]


def _against(work: Work, letter: Outgoing | None, left: Cents) -> list[Refusal | Reason]:
    if not work.is_a_client or work.client is None:
        return [Refusal.NO_CLIENT]
    if letter is None or not left:
        return []
    why = letter_refusal(work.client, letter, work.ask.studio, work.ask.now)
    return [why] if why is not None else []


def _letter_words(work: Work, letter: Outgoing | None, left: Cents) -> str:
    if letter is None:
        return "none"
    if not left:
        return "none: all of the reward settles what is owed"
    own = work.heads[letter.ref.letter_id].description if letter.ref is not None else "the one that ships"
    to = recipient_of(work.client, letter.form, work.ask.studio.preferences.country)
    address = to.address if to is not None and letter.form is LetterForm.EMAIL else None
    return f"{own}, {FORMS[letter.form]}{f' to {address}' if address else ''}"


def _act(work: Work, would: Reviewed) -> Message:
    del would
    read = _read(work)
    assert isinstance(read, ToIssue), "it was reviewed"
    wanted = Wanted(
        client_id=work.client_id,
        cents=read.cents,
        reason=read.reason,
        expires_on=read.last_day,
        location_id=read.location_id,
        letter=read.letter,
    )
    currency = work.ask.studio.preferences.currency
    outcome = f"A reward of {to_display(read.cents, currency)} was issued."
    done = issue_reward(
        wanted,
        key=work.draft.draft_id,
        owed_seen=work.owed_cents,
        actor=work.ask.actor,
        studio=work.ask.studio,
        now=work.ask.now,
        others=[work.used(outcome)],
    )
    if done.row is None or done.refused is not None:
        why = done.refused or Refusal.CHANGED
        return Message("Nothing was issued", [_words(why)], Tone.WARNING)
    left = to_display(done.row.remaining_cents, currency)
    return Message("Issued", [f"{outcome} Its code is {done.row.code}; {left} can be used."], Tone.GOOD)


def _words(why: Refusal | Reason) -> str:
    return REFUSALS[why] if isinstance(why, Refusal) else f"The letter cannot go. {why.words}"


KIND = Kind(
    name="issue",
    title="Issue a reward",
    fields=ISSUE,
    begins_with=_begins_with,
    form=_form,
    review=_review,
    act=_act,
)
