"""The first two steps of a mailing: whom it is for, and what goes."""

from collections.abc import Iterator

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.lists import id_of, offered
from chalicelib.domain.mailing_typed import SHIPPED, WHAT, WHOM, YES
from chalicelib.domain.promise import promise
from chalicelib.domain.recipients import BY_LIST, LABELS, NO_PROGRAM, base_headings
from chalicelib.handlers.console.mailings_words import FORMS, KINDS
from chalicelib.handlers.console.mailings_work import Step, Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Block,
    Buttons,
    Choice,
    Control,
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
from chalicelib.models.directory import count, counted_in_words

COUNTED_MAX = 1_000
HEADINGS_MAX = 6
TICKS = ("loyalty", "skip_enrolled")
ANY = Option("", "Any")


def typed_whom(form: Form) -> dict[str, str]:
    """What stands in the controls of the first step."""
    return {name: _value(form, name) for name in WHOM}


def typed_what(form: Form) -> dict[str, str]:
    """What stands in the controls of the second step."""
    return {name: _value(form, name) for name in WHAT}


def whom_screen(work: Work) -> Screen:
    """Whom the mailing is for."""
    return work.screen(
        "Mailing: whom it is for",
        [
            Text(
                "All that you choose must hold for a client. Choose nothing to write to everyone who allows "
                "it; who may not be written to is listed before anything goes."
            ),
            Group("Clients", list(_lists(work)), columns=2),
            Group("Referral and loyalty programs", _programs(work), columns=2),
            Group("Sales", _sales(work), columns=2),
            Buttons([work.go("Go on: what they get", Step.WHAT, primary=True)]),
        ],
    )


def what_screen(work: Work) -> Screen:
    """What they get, and the program it enrolls them in."""
    typed, problems = work.typed(Step.WHAT), work.what if work.shows_problems else {}
    studio = work.ask.studio
    programs = [each for each in studio.programs.values() if not each.inactive]
    letter = Choice(
        name="letter",
        label="Letter",
        options=[Option("", "Choose one"), *_letters(work)],
        value=typed.get("letter", ""),
        hint="Your own letters come first. A client without the address that a letter needs gets nothing.",
        error=problems.get("letter", ""),
        required=True,
    )
    enroll_in = Choice(
        name="enroll_in",
        label="Enroll them in",
        options=[
            Option("", "No program: the letter alone"),
            *(Option(each.program_id, each.description) for each in programs),
        ],
        value=typed.get("enroll_in", ""),
        hint="Who is in another program moves to this one. Who gets no letter is not enrolled.",
        error=problems.get("enroll_in", ""),
    )
    skip = Tick(
        name="skip_enrolled",
        label="Leave out who is in another program",
        value=typed.get("skip_enrolled") == YES,
    )
    blocks: list[Block] = [*_reach(work), Group("", [letter]), Group("Referral program", [enroll_in, skip])]
    chosen = studio.programs.get(typed.get("enroll_in", ""))
    if chosen is not None:
        said = promise(chosen.terms, studio.preferences.currency)
        blocks.append(Message(f"{chosen.description} promises", [said]))
    blocks.append(Buttons([work.go("Go on: the list", Step.PEOPLE, primary=True)]))
    return work.screen("Mailing: what they get", blocks)


def _value(form: Form, name: str) -> str:
    return (YES if form.ticked(name) else "") if name in TICKS else form.text(name)[:200]


def _lists(work: Work) -> Iterator[Control]:
    typed, problems = work.typed(Step.WHOM), work.whom[1] if work.shows_problems else {}
    for name, kind in BY_LIST.items():
        standing = (typed.get(name, ""),)
        items = offered(work.ask.studio, kind, standing=standing)
        if items or typed.get(name):
            yield Choice(
                name=name,
                label=LABELS[kind],
                options=[ANY, *(Option(id_of(item), item.description) for item in items)],
                value=typed.get(name, ""),
                error=problems.get(name, ""),
            )


def _programs(work: Work) -> list[Control]:
    typed, problems = work.typed(Step.WHOM), work.whom[1] if work.shows_problems else {}
    programs = work.ask.studio.programs.values()
    return [
        Choice(
            name="program_id",
            label="Referral program",
            options=[
                ANY,
                Option(NO_PROGRAM, "Not enrolled in any"),
                *(Option(each.program_id, f"Enrolled in {each.description}") for each in programs),
            ],
            value=typed.get("program_id", ""),
            error=problems.get("program_id", ""),
        ),
        Tick(
            name="loyalty",
            label="Takes part in the loyalty program",
            value=typed.get("loyalty") == YES,
            hint="Their status has Include in Loyalty Rewards.",
        ),
    ]


def _sales(work: Work) -> list[Control]:
    typed, problems = work.typed(Step.WHOM), work.whom[1] if work.shows_problems else {}
    return [
        Line(
            name="sales_since",
            label="With sales since",
            value=typed.get("sales_since", ""),
            kind=Kind.DAY,
            size=12,
            hint="Year, month, day, such as 2026-01-31.",
            error=problems.get("sales_since", ""),
        ),
        Line(
            name="sales_min",
            label="Of at least",
            value=typed.get("sales_min", ""),
            kind=Kind.MONEY,
            size=12,
            hint="Without an amount any sale counts.",
            error=problems.get("sales_min", ""),
        ),
    ]


def _letters(work: Work) -> Iterator[Option]:
    for head in work.heads.values():
        if head.kind in KINDS and not head.inactive:
            words = f"{head.description} ({KINDS[head.kind].lower()}, {FORMS[head.form]})"
            yield Option(head.letter_id, words)
    for name, (kind, form) in SHIPPED.items():
        how = "" if form is LetterForm.EMAIL else f" as a {FORMS[form]}"
        yield Option(name, f"{KINDS[kind]} that ships with the product{how}")


def _reach(work: Work) -> Iterator[Block]:
    """How many stand under the headings that are read: an upper limit, counted in a call each."""
    headings = base_headings(work.whom[0], work.ask.studio)
    if not headings:
        lines = ["No status has Include in Loyalty Rewards."]
        yield Message("Nobody takes part in the loyalty program", lines, Tone.WARNING)
    elif len(headings) <= HEADINGS_MAX:
        number = sum(count(heading, COUNTED_MAX) for heading in headings)
        yield Text(f"Clients to look at: {counted_in_words(number, COUNTED_MAX)}.")
