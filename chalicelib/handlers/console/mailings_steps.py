"""A new mailing step by step; each step is kept in the draft and survives a refresh.

A step asks for at most eleven calls, at any number of clients: the list of whom it goes to is made by a
function in the background and read here a page at a time.
"""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.mailing import UNTICKED_MAX, Refusal, State
from chalicelib.flows.begin_mailing import confirm_mailing, prepare_mailing
from chalicelib.handlers.console.mailings_people import people_screen, too_many, turned, unticked_after
from chalicelib.handlers.console.mailings_shown import runner, screen_of
from chalicelib.handlers.console.mailings_when import review_screen, typed_when, when_screen
from chalicelib.handlers.console.mailings_whom import typed_what, typed_whom, what_screen, whom_screen
from chalicelib.handlers.console.mailings_words import MAILINGS, REFUSALS, letter_words
from chalicelib.handlers.console.mailings_work import LIST, Step, Work
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import Action, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived
from chalicelib.models.mailing import Mailing

TYPED: dict[Step, Callable[[Form], dict[str, str]]] = {
    Step.WHOM: typed_whom,
    Step.WHAT: typed_what,
    Step.WHEN: typed_when,
}
OVERTAKEN = Message(
    "What you typed was not kept",
    ["Somebody else went on with this mailing meanwhile, or you did so before this screen came."],
    Tone.WARNING,
)
REVIEW_AGAIN = Message(
    "Nothing was sent",
    ["This mailing was changed on another screen since you reviewed it. Please review it again."],
    Tone.WARNING,
)


def new(ask: Ask) -> Screen:
    """A new mailing, at its first step."""
    draft = begun(ask, MAILINGS, {"step": Step.WHOM.value}, title="A mailing", listed=False)
    return whom_screen(Work(ask, draft))


def resume(ask: Ask) -> Screen:
    """The step at which the work stands."""
    draft = in_hand(ask, MAILINGS, LIST)
    return draft if isinstance(draft, Screen) else _stand(Work(ask, draft))


def go(ask: Ask) -> Screen:
    """Keep what was typed on a step, and go to another one."""
    draft = in_hand(ask, MAILINGS, LIST)
    if isinstance(draft, Screen):
        return draft
    if not ask.form.arrived:
        return not_arrived(Action("Back to the mailing", MAILINGS, "resume", {"draft": draft.draft_id}))
    work = Work(ask, draft)
    if ask.whole("v") != draft.version:
        return _stand(Work(ask, draft, OVERTAKEN))
    step, to = _step(ask.text("step")), _step(ask.text("to"))
    content, note, at = dict(draft.content), None, None
    if step in TYPED:
        content[step.value] = TYPED[step](ask.form)
    mailing = Mailing.find(work.mailing_id) if step is Step.PEOPLE and "at" in ask.given else None
    if mailing is not None:
        unticked, at = unticked_after(work, mailing), turned(work, mailing)
        if len(unticked) <= UNTICKED_MAX:
            content["unticked"] = unticked
        else:
            note, to, at = too_many(), Step.PEOPLE, ask.text("at")
    content["step"] = to.value
    if not draft.change(content, ask.now):
        again = in_hand(ask, MAILINGS, LIST)
        return again if isinstance(again, Screen) else _stand(Work(ask, again, OVERTAKEN))
    if at is not None:
        ask = replace(ask, given={**ask.given, "at": at})
    return _stand(Work(ask, draft, note))


def anew(ask: Ask) -> Screen:
    """Make the list anew: clients may have come or changed since."""
    draft = in_hand(ask, MAILINGS, LIST)
    if isinstance(draft, Screen):
        return draft
    return _stand(Work(ask, draft), instead_of=ask.text("mailing"))


def push(ask: Ask) -> Screen:
    """Set the function going again that makes the list."""
    draft = in_hand(ask, MAILINGS, LIST)
    if isinstance(draft, Screen):
        return draft
    work = Work(ask, draft)
    if work.mailing_id:
        runner().start(work.mailing_id)
    return _stand(work)


def confirm(ask: Ask) -> Screen:
    """Set the mailing going as it was reviewed."""
    draft = in_hand(ask, MAILINGS, LIST)
    if isinstance(draft, Screen):
        return draft
    work = Work(ask, draft)
    if ask.whole("v") != draft.version:
        # Another screen of this work chose another letter, people or time than were reviewed here.
        return _stand(Work(ask, draft, REVIEW_AGAIN))
    if work.first_problem(Step.REVIEW) is not None:
        return _stand(work)
    why = confirm_mailing(
        draft,
        unticked=work.unticked,
        reviewed=ask.whole("n"),
        begins_at=work.when[0],
        studio=ask.studio,
        runner=runner(),
        actor=ask.actor,
        now=ask.now,
    )
    if why is not None:
        again = in_hand(ask, MAILINGS, LIST)
        return again if isinstance(again, Screen) else _stand(Work(ask, again, _refused(why)))
    lines = ["You can leave this screen: it goes on by itself."]
    note = Message("The mailing is confirmed", lines, Tone.GOOD)
    return screen_of(ask, Mailing.find(work.mailing_id), note)


def _stand(work: Work, instead_of: str = "") -> Screen:
    """The screen of the step where the work stands, or of an earlier one that has to be put right."""
    wrong = work.first_problem(work.step)
    if wrong is not None:
        work.draft.change({**work.draft.content, "step": wrong.value}, work.ask.now)
        work.shows_problems = True
    if work.step is Step.WHOM:
        return whom_screen(work)
    return what_screen(work) if work.step is Step.WHAT else _prepared(work, instead_of)


def _prepared(work: Work, instead_of: str) -> Screen:
    """A step that needs the list; without one it is asked for."""
    found = _prepare(work, instead_of)
    mailing = None if isinstance(found, Refusal) else Mailing.find(found)
    if mailing is not None and mailing.state == State.DROPPED:
        found = _prepare(work, mailing.mailing_id)
        mailing = None if isinstance(found, Refusal) else Mailing.find(found)
    if isinstance(found, Refusal):
        work.note = _refused(found)
        return what_screen(work)
    if mailing is None or mailing.state not in (State.GATHERING, State.PREPARED):
        return screen_of(work.ask, mailing)
    if work.step is Step.PEOPLE or mailing.state == State.GATHERING:
        return people_screen(work, mailing)
    return when_screen(work) if work.step is Step.WHEN else review_screen(work, mailing)


def _prepare(work: Work, instead_of: str) -> str | Refusal:
    wanted = work.wanted
    head = work.heads.get(wanted.letter_id)
    title = head.description if head is not None else letter_words(wanted.kind.value, wanted.form.value)
    return prepare_mailing(
        work.draft,
        wanted,
        title,
        runner=runner(),
        actor=work.ask.actor,
        now=work.ask.now,
        instead_of=instead_of,
    )


def _refused(why: Refusal) -> Message:
    return Message("Nothing was sent", [REFUSALS[why]], Tone.WARNING)


def _step(name: str) -> Step:
    return Step(name) if name in list(Step) else Step.WHOM
