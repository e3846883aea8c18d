"""A mailing that is being begun: what was typed so far, in the draft, and what is wrong with it by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from chalicelib.domain.dates import local_date
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Wanted
from chalicelib.domain.mailing_typed import (
    YES,
    Problems,
    letter_of,
    read_what,
    read_when,
    read_whom,
)
from chalicelib.domain.recipients import Criteria
from chalicelib.handlers.console.mailings_words import MAILINGS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Message, Screen, Tabs
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads

LIST = Action("Mailings", MAILINGS)


class Step(StrEnum):
    """The steps of beginning a mailing, in their order."""

    WHOM = "whom"
    WHAT = "what"
    PEOPLE = "people"
    WHEN = "when"
    REVIEW = "review"


LABELS = {
    Step.WHOM: "1 Whom",
    Step.WHAT: "2 What",
    Step.PEOPLE: "3 The list",
    Step.WHEN: "4 When",
    Step.REVIEW: "5 Review",
}


@dataclass
class Work:
    """One call's work on a draft. What was typed is kept as it was typed, and read whenever it is needed."""

    ask: Ask
    draft: Draft
    note: Message | None = None
    shows_problems: bool = False
    carried: dict[str, str] = field(default_factory=dict)  # What every button of the screen has to carry.

    @property
    def step(self) -> Step:
        """Where the work stands."""
        told = str(self.draft.content.get("step") or "")
        return Step(told) if told in list(Step) else Step.WHOM

    def typed(self, step: Step) -> Mapping[str, str]:
        """What was typed on a step."""
        return dict(self.draft.content.get(step.value) or {})

    @property
    def mailing_id(self) -> str:
        """The mailing whose list was made for this draft; empty before."""
        return str(self.draft.content.get("mailing") or "")

    @property
    def unticked(self) -> list[str]:
        """Who was taken off the list."""
        return [str(each) for each in self.draft.content.get("unticked") or ()]

    @cached_property
    def heads(self) -> dict[str, LetterHead]:
        """The studio's own letters by id."""
        return {each.letter_id: each for each in heads()}

    @cached_property
    def whom(self) -> tuple[Criteria, Problems]:
        """Whom it is for, and what is wrong with that."""
        today = local_date(self.ask.now, self.ask.studio.preferences.local_zone())
        return read_whom(self.typed(Step.WHOM), self.ask.studio, today)

    @cached_property
    def what(self) -> Problems:
        """What is wrong with what goes."""
        return read_what(self.typed(Step.WHAT), self.ask.studio, self.heads)

    @cached_property
    def when(self) -> tuple[datetime | None, Problems]:
        """When it begins, None for at once, and what is wrong with that."""
        return read_when(self.typed(Step.WHEN), self.ask.studio.preferences.local_zone(), self.ask.now)

    @property
    def letter(self) -> tuple[Kind, LetterForm, str] | None:
        """Kind, form and id of the letter that was chosen."""
        return letter_of(self.typed(Step.WHAT).get("letter", ""), self.heads)

    @property
    def wanted(self) -> Wanted:
        """What the first two steps ask for, of which nothing may be wrong."""
        chosen, typed = self.letter, self.typed(Step.WHAT)
        assert chosen is not None, "a letter was chosen"
        return Wanted(
            criteria=self.whom[0],
            kind=chosen[0],
            form=chosen[1],
            letter_id=chosen[2],
            program_id=typed.get("enroll_in", ""),
            skip_enrolled=typed.get("skip_enrolled") == YES,
        )

    def first_problem(self, up_to: Step) -> Step | None:
        """The first step before this one that cannot stay as it is typed."""
        problems = {Step.WHOM: self.whom[1], Step.WHAT: self.what, Step.WHEN: self.when[1]}
        order = list(Step)
        return next((each for each in order[: order.index(up_to)] if problems.get(each)), None)

    def go(self, label: str, to: Step, *, primary: bool = False, **given: str) -> Action:
        """The button that keeps what is typed on this step and goes to another one."""
        told = {"draft": self.draft.draft_id, "v": self.draft.version, "step": self.step.value}
        told |= {"to": to.value, **self.carried, **given}
        return Action(label, MAILINGS, "go", told, primary=primary)

    def screen(self, title: str, blocks: list[Block]) -> Screen:
        """A step's screen, under the steps."""
        tabs = Tabs("Steps", [self.go(LABELS[each], each) for each in Step], list(Step).index(self.step))
        notes: list[Block] = [self.note] if self.note is not None else []
        return Screen(
            title=title,
            blocks=[tabs, *notes, *blocks],
            trail=[HOME, LIST],
            draft_id=self.draft.draft_id,
        )
