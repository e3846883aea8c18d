"""A reward is issued by hand: what is asked for, what it would come to, and issuing it. Seven calls."""

from collections.abc import Mapping

from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.notice import Reason
from chalicelib.domain.reward_act import Refusal, settled_cents
from chalicelib.domain.reward_typed import ISSUE, NEVER, ToIssue, read_issue
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.flows.issue_reward import Wanted, issue_reward, letter_refusal
from chalicelib.handlers.console.program_words import today
from chalicelib.handlers.console.rewards_issue_form import IN_FORM, issue_form
from chalicelib.handlers.console.rewards_words import REFUSALS, location_words
from chalicelib.handlers.console.rewards_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Message, Tone
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client


def _begins_with(ask: Ask, client: Client) -> Mapping[str, str]:
    del ask
    return {"ends": NEVER, "location": client.location_id or ""}


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
    return f"{own}, {IN_FORM[letter.form]}{f' to {address}' if address else ''}"


def _act(work: Work, would: Reviewed) -> Said:
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
        return Said(False, _words(why))
    left = to_display(done.row.remaining_cents, currency)
    return Said(True, f"{outcome} Its code is {done.row.code}; {left} can be used.")


def _words(why: Refusal | Reason) -> str:
    return REFUSALS[why] if isinstance(why, Refusal) else f"The letter cannot go. {why.words}"


KIND = Kind(
    name="issue",
    title="Issue a reward",
    fields=lambda _: ISSUE,
    begins_with=_begins_with,
    form=issue_form,
    review=_review,
    act=_act,
)
