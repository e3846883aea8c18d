"""What is asked for when a reward is issued by hand. Two calls."""

from collections.abc import Sequence

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.domain.reward_typed import AFTER, NEVER, ON, SHIPPED, letters_offered
from chalicelib.handlers.console.letters_words import KINDS
from chalicelib.handlers.console.rewards_work import Work
from chalicelib.handlers.widgets.blocks import Area, Block, Choice, Group, Line, Option, Text
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems

ENDS = (
    Option(NEVER, "It never ends"),
    Option(ON, "On a day"),
    Option(AFTER, "After a number of days"),
)
IN_FORM = {LetterForm.EMAIL: "by email", LetterForm.PRINT: "printed"}


def issue_form(work: Work, problems: Problems) -> Sequence[Block]:
    """Amount, end, location, reason and letter, as they were typed."""
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
        hint="Needed. It stands with the reward and in the changes; no letter says it.",
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
        Option(each.letter_id, f"{each.description} ({IN_FORM[each.form]}; {KINDS[each.kind].lower()})")
        for each in letters_offered(work.heads)
    ]
    shipped = [
        Option(name, f"The one that ships, {IN_FORM[letter.form]}") for name, letter in SHIPPED.items()
    ]
    return [Option("", "None"), *shipped, *own]
