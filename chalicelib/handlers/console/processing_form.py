"""The first step of rewarding by hand: amounts, expiration and letters, as the draft keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.dates import local_date
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.processing import Refusal, email_refusal
from chalicelib.domain.processing_typed import FIELDS, FORMS, NONE, SHIPPED, TICKS, YES, Read, prefilled, read
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.begin_processing import begin_processing
from chalicelib.flows.loyalty_letters import loyalty_letters
from chalicelib.flows.runner import Runner
from chalicelib.handlers.console.processing_words import (
    LIST,
    PROCESSING,
    REFUSALS,
    no_start_date,
    start_words,
)
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Facts,
    Group,
    Kind,
    Line,
    Message,
    Option,
    Screen,
    Text,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.drafting import begun
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft

TITLE = "Process Loyalty Rewards"


@dataclass
class Work:
    """One call's work on a draft."""

    ask: Ask
    draft: Draft
    shows_problems: bool = False
    note: Message | None = None

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the controls."""
        return {name: str(self.draft.content.get(name) or "") for name in FIELDS}

    @property
    def instead_of(self) -> str:
        """The list that the new one stands in for."""
        return str(self.draft.content.get("instead_of") or "")

    @cached_property
    def letters(self) -> list[LetterHead]:
        """The studio's own letters to choose from."""
        return loyalty_letters()

    @cached_property
    def read(self) -> Read:
        """What was typed, as a rule."""
        preferences = self.ask.studio.preferences
        today = local_date(self.ask.now, preferences.local_zone())
        return read(self.typed, self.letters, preferences, today)

    def load(self, runner: Runner) -> str | Refusal:
        """Have the list made, which uses the draft; the run's id."""
        rule = self.read.rule
        assert rule is not None, "what was typed can be read"
        return begin_processing(
            self.draft.draft_id,
            rule,
            studio=self.ask.studio,
            runner=runner,
            actor=self.ask.actor,
            now=self.ask.now,
            instead_of=self.instead_of,
            others=[self.draft.used_write("The list was loaded.", self.ask.now)],
        )


def new_draft(ask: Ask, rule: LoyaltyRule | None, instead_of: str = "") -> Draft:
    """A draft that begins with this rule."""
    preferences = ask.studio.preferences
    typed = prefilled(rule, local_date(ask.now, preferences.local_zone()))
    content = {**typed, "instead_of": instead_of}
    return begun(ask, PROCESSING, content, title="Loyalty rewards to process", listed=False)


def typed_in(form: Form) -> dict[str, str]:
    """What stands in the form's controls."""
    return {
        name: (YES if form.ticked(name) else "") if name in TICKS else form.text(name)[:80] for name in FIELDS
    }


def form_screen(work: Work) -> Screen:
    """Amounts, expiration, letters, in this order; then the list is loaded."""
    preferences = work.ask.studio.preferences
    start_on = preferences.loyalty_start_on
    blocks: list[Block] = [work.note] if work.note is not None else []
    if start_on is None:
        blocks.append(no_start_date())
    blocks += [
        Text(
            "Clients whose status has Include in Loyalty Rewards, and whose sales on invoices paid in full "
            "earn a reward, are listed before anything is given."
        ),
        *_amounts(work),
        Facts([("Which sales count", start_words(start_on))]),
        *_expiration(work),
        *_letters(work),
    ]
    given = {"draft": work.draft.draft_id, "v": work.draft.version}
    blocks.append(Buttons([Action("Load for Processing", PROCESSING, "load", given, primary=True)]))
    return Screen(title=TITLE, blocks=blocks, trail=[HOME, LIST], draft_id=work.draft.draft_id)


def _problem(work: Work, name: str) -> str:
    return work.read.problems.get(name, "") if work.shows_problems else ""


def _amounts(work: Work) -> Iterator[Block]:
    typed = work.typed
    yield Group(
        "1 Reward levels",
        [
            Line(
                name="every",
                label="Every this much of sales",
                value=typed["every"],
                kind=Kind.MONEY,
                size=12,
                error=_problem(work, "every"),
                required=True,
            ),
            Line(
                name="reward",
                label="Earns a reward of",
                value=typed["reward"],
                kind=Kind.MONEY,
                size=12,
                error=_problem(work, "reward"),
                required=True,
            ),
        ],
        columns=2,
    )
    hint = "Twice the sales earn twice the reward. Without it a client gets one reward, whatever the sales."
    yield Group(
        "", [Tick(name="multiples", label="Reward multiples", value=typed["multiples"] == YES, hint=hint)]
    )


def _expiration(work: Work) -> Iterator[Block]:
    typed = work.typed
    yield Group(
        "2 Rewards expiration",
        [
            Tick(name="expires", label="Rewards expire", value=typed["expires"] == YES),
            Line(
                name="expires_on",
                label="Last day",
                value=typed["expires_on"],
                kind=Kind.DAY,
                size=12,
                hint="Year, month, day. Rewards can be used until the end of that day. Heeded when ticked.",
                error=_problem(work, "expires_on"),
            ),
        ],
        columns=2,
    )


def _letters(work: Work) -> Iterator[Block]:
    typed = work.typed
    refused = work.read.refused if work.shows_problems else None
    why = email_refusal(work.ask.studio.preferences)
    options = [
        Option(NONE, "No letters"),
        Option(LetterForm.PRINT.value, "Printed, in one file for all"),
        Option(LetterForm.EMAIL.value, "By email"),
    ]
    yield Group(
        "3 Reward letters",
        [
            Choice(
                name="letters",
                label="Letters",
                options=options,
                value=typed["letters"],
                hint=REFUSALS[why] if why is not None else "",
                error=REFUSALS[refused] if refused is not None else _problem(work, "letters"),
            ),
            *(_letter(work, form) for form in FORMS),
        ],
    )


def _letter(work: Work, form: LetterForm) -> Choice:
    name = f"letter_{form.value}"
    own = [Option(each.letter_id, each.description) for each in work.letters if each.form is form]
    return Choice(
        name=name,
        label="Printed letter" if form is LetterForm.PRINT else "Letter by email",
        options=[*own, Option(SHIPPED, "The one that ships with the product")],
        value=work.typed[name],
        hint="Heeded when the letters are printed."
        if form is LetterForm.PRINT
        else "Heeded when they go by email.",
        error=_problem(work, name),
    )


def not_loaded(why: Refusal) -> Message:
    """What to say when no list was asked for."""
    return Message("Nothing was loaded", [REFUSALS[why]], Tone.WARNING)
