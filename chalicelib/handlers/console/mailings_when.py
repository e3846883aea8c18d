"""The last steps of a mailing: when it begins, and the review before anything goes."""

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.mailing import Refusal, may_confirm
from chalicelib.domain.mailing_typed import LATER, NOW, WHEN
from chalicelib.domain.promise import promise
from chalicelib.domain.recipients import in_words, program_name
from chalicelib.handlers.console.mailings_words import (
    MAILINGS,
    REFUSALS,
    letter_words,
    local,
    many,
)
from chalicelib.handlers.console.mailings_work import Step, Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choice,
    Facts,
    Group,
    Kind,
    Line,
    Message,
    Option,
    Screen,
    Text,
    Tone,
)
from chalicelib.models.mailing import Mailing


def typed_when(form: Form) -> dict[str, str]:
    """What stands in the controls of this step."""
    return {name: form.text(name)[:40] for name in WHEN}


def when_screen(work: Work) -> Screen:
    """Now, or at a time of the studio's clock."""
    typed, problems = work.typed(Step.WHEN), work.when[1] if work.shows_problems else {}
    studio = work.ask.studio
    how = Choice(
        name="how",
        label="When does it begin?",
        options=[Option(NOW, "At once, when you confirm"), Option(LATER, "At the day and time below")],
        value=typed.get("how", NOW),
    )
    day = Line(
        name="day",
        label="Day",
        value=typed.get("day", ""),
        kind=Kind.DAY,
        size=12,
        hint="Such as 2026-11-22.",
        error=problems.get("day", ""),
    )
    hour = Line(
        name="time",
        label="Time",
        value=typed.get("time", ""),
        size=8,
        hint=f"Such as 09:30. By the studio's clock it is {local(work.ask.now, studio)} now.",
        error=problems.get("time", ""),
    )
    return work.screen(
        "Mailing: when",
        [
            Group("", [how]),
            Group("If later", [day, hour], columns=2),
            Text(
                "It begins within a quarter of an hour of that time. Texts wait for the end of the "
                "quiet hours."
            ),
            Buttons([work.go("Go on: review", Step.REVIEW, primary=True)]),
        ],
    )


def review_screen(work: Work, mailing: Mailing) -> Screen:
    """Everything in one place, with the numbers, before it is confirmed."""
    studio, form = work.ask.studio, LetterForm(mailing.form)
    number = mailing.found.get("to", 0) - len(work.unticked)
    begins_at = work.when[0]
    when = f"{local(begins_at, studio)} ({studio.preferences.zone})" if begins_at is not None else "at once"
    head = work.heads.get(mailing.letter_id or "")
    enrolls = program_name(mailing.program_id, studio) if mailing.program_id is not None else ""
    pairs: list[tuple[str, Cell]] = [
        ("For", "; ".join(in_words(work.whom[0], studio))),
        ("Letter", head.description if head is not None else letter_words(mailing.kind, mailing.form)),
        ("They get", many(number, form)),
        ("Taken off by you", f"{len(work.unticked):,}"),
        ("Left out", f"{mailing.found.get('not', 0):,}"),
        ("Enrolls them in", enrolls or "no program"),
        ("Begins", when),
    ]
    blocks: list[Block] = [Facts(pairs)]
    program = studio.programs.get(mailing.program_id or "")
    if program is not None:
        said = promise(program.terms, studio.preferences.currency)
        blocks.append(Message(f"{program.description} promises", [said]))
    if number <= 0:
        blocks.append(Message("Nobody would get it", [REFUSALS[Refusal.NOBODY]], Tone.WARNING))
    elif not may_confirm(work.ask.actor.role, number):
        blocks.append(Message("A manager's turn", [REFUSALS[Refusal.MANAGER_NEEDED]], Tone.WARNING))
    else:
        blocks.append(Buttons([_confirm(work, number, form, enrolls, when)]))
    return work.screen(f"Review: send {many(number, form)}", blocks)


def _confirm(work: Work, number: int, form: LetterForm, enrolls: str, when: str) -> Action:
    words = many(number, form)
    also = f" and enroll those clients in {enrolls}" if enrolls else ""
    given = {"draft": work.draft.draft_id, "v": work.draft.version, "n": number}
    sure = f"Send {words}{also}? It begins {when}; you can stop it while it runs."
    return Action(f"Send {words}", MAILINGS, "confirm", given, primary=True, confirm=sure)
