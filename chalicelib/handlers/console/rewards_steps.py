"""The steps of doing something with a reward: a form, its review, the act, once.

A review is made of what stands at that moment. The button under it carries what was reviewed; where that
is not so any more when it is pressed, it is reviewed again.
"""

from collections.abc import Callable, Mapping

from chalicelib.domain.reward_typed import Problems
from chalicelib.handlers.console.rewards_acts import KINDS
from chalicelib.handlers.console.rewards_words import REWARDS
from chalicelib.handlers.console.rewards_work import Kind, Reviewed, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, found, gone, not_arrived, used
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client

FORM, REVIEW = "form", "review"
MOVED = Message(
    "Nothing was done",
    ["Something moved since this was reviewed. Please look at it again."],
    Tone.WARNING,
)
OVERTAKEN = Message(
    "What you typed was not kept",
    ["This was changed on another screen meanwhile. This is how it stands now."],
    Tone.WARNING,
)
NOBODY = Message("Nothing was done", ["There is no such client."], Tone.WARNING)
NOT_YOURS = Message("Nothing was done", ["This can be done from a manager's dashboard alone."], Tone.WARNING)


def begin(kind: Kind) -> Callable[[Ask], Screen]:
    """The act that begins a new piece of work of this kind, with its form."""

    def show(ask: Ask) -> Screen:
        client = Client.find(ask.text("client")) if ask.text("client") else None
        if client is None:
            return Screen(title=kind.title, blocks=[NOBODY, Buttons([HOME])], trail=[HOME])
        content = {
            "act": kind.name,
            "client": client.client_id,
            "reward": ask.text("reward"),
            "typed": dict(kind.begins_with(ask, client)),
            "step": FORM,
        }
        # The title of a draft stands in lists: it names the number, not the person.
        number = client.client_number
        whose = f"client number {number}" if number is not None else "a prospect"
        title = f"{kind.title}: {whose}"
        about = f"client#{client.client_id}"
        draft = begun(ask, REWARDS, content, about=about, title=title, listed=False)
        return _form(Work(ask, draft), kind, {})

    return show


def resume(ask: Ask) -> Screen:
    """The work where it was left."""
    opened = _opened(ask)
    if isinstance(opened, Screen):
        return opened
    return _review(*opened) if opened[0].draft.content.get("step") == REVIEW else _form(*opened, {})


def form(ask: Ask) -> Screen:
    """The form again, with what was typed."""
    opened = _opened(ask)
    return opened if isinstance(opened, Screen) else _form(*opened, {})


def review(ask: Ask) -> Screen:
    """Keep what was typed, and show what it comes to."""
    opened = _opened(ask)
    if isinstance(opened, Screen):
        return opened
    work, kind = opened
    if not ask.form.arrived:
        return not_arrived(Action("Back to the form", REWARDS, "form", {"draft": work.draft.draft_id}))
    typed = {name: ask.form.text(name) for name in kind.fields}
    content = {**work.draft.content, "typed": typed, "step": REVIEW}
    if ask.whole("v") == work.draft.version and work.draft.change(content, ask.now):
        return _review(work, kind)
    again = _opened(ask)
    return again if isinstance(again, Screen) else _form(*again, {}, OVERTAKEN)


def confirm(ask: Ask) -> Screen:
    """Do what was reviewed, if it would still come to the same."""
    opened = _opened(ask)
    if isinstance(opened, Screen):
        return opened
    work, kind = opened
    would = kind.review(work)
    if not isinstance(would, Reviewed) or would.against:
        return _review(work, kind)
    if (ask.whole("v"), ask.whole("n"), ask.text("seen")) != (work.draft.version, would.cents, would.seen):
        return _review(work, kind, MOVED)
    said = kind.act(work, would)
    if said.tone is Tone.GOOD:
        return Screen(title=kind.title, blocks=[said, Buttons([*work.ways, HOME])], trail=work.trail)
    again = _opened(ask)
    return again if isinstance(again, Screen) else _review(*again, said)


def _opened(ask: Ask) -> tuple[Work, Kind] | Screen:
    """The work that the button named, to go on with; a screen that says why not."""
    draft = found(ask, REWARDS)
    if draft is None:
        return gone(HOME)
    work = Work(ask, draft)
    if not draft.is_open:
        return used(draft, work.ways[0])
    kind = KINDS[str(draft.content["act"])]
    if not ask.actor.role.may_act_as(kind.role):
        return Screen(title=kind.title, blocks=[NOT_YOURS, Buttons([*work.ways, HOME])], trail=[HOME])
    return work, kind


def _form(work: Work, kind: Kind, problems: Mapping[str, str], *above: Block) -> Screen:
    given = {"draft": work.draft.draft_id, "v": work.draft.version}
    return Screen(
        title=f"{kind.title}: {work.name}",
        blocks=[
            *above,
            *kind.form(work, dict(problems)),
            Buttons([Action("Review it", REWARDS, "review", given, primary=True), *work.ways]),
        ],
        trail=work.trail,
        draft_id=work.draft.draft_id,
    )


def _review(work: Work, kind: Kind, *above: Block) -> Screen:
    """What would be done, with the button that does it; the form where something typed is wrong."""
    would: Reviewed | Problems = kind.review(work)
    if not isinstance(would, Reviewed):
        return _form(work, kind, would, *above)
    draft_id = work.draft.draft_id
    given = {"draft": draft_id, "v": work.draft.version, "n": would.cents, "seen": would.seen}
    does = Action(would.button, REWARDS, "confirm", given, primary=True, confirm=would.confirm)
    against = Message("This cannot be done", list(would.against), Tone.WARNING)
    return Screen(
        title=f"Review: {kind.title[0].lower()}{kind.title[1:]}",
        blocks=[
            *above,
            *([against] if would.against else []),
            Facts(list(would.facts)),
            *would.notes,
            Buttons(
                [
                    *([] if would.against else [does]),
                    Action("Change it", REWARDS, "form", {"draft": draft_id}),
                    *work.ways,
                ]
            ),
        ],
        trail=work.trail,
        draft_id=draft_id,
    )
