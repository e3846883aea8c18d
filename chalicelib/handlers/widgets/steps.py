"""Doing one thing to a record in steps: a form, its review, the act, once.

What was typed stands in the draft as it was typed. A review is made of what stands at that moment. The
button under it carries what was reviewed; where that is not so any more when it is pressed, it is
reviewed again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic

from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.drafting import found, gone, not_arrived, used
from chalicelib.handlers.widgets.routing import HOME, Act
from chalicelib.handlers.widgets.work import Kind, Problems, Reviewed, Said, W
from chalicelib.models.draft import Draft

FORM, REVIEW = "form", "review"
TEXT_MAX = 400
MOVED = "Something moved since this was reviewed. Please look at it again."
OVERTAKEN = Message(
    "What you typed was not kept",
    ["This was changed on another screen meanwhile. This is how it stands now."],
    Tone.WARNING,
)
NOT_YOURS = Message("Nothing was done", ["This can be done from a manager's dashboard alone."], Tone.WARNING)


@dataclass(frozen=True, kw_only=True)
class Steps(Generic[W]):
    """The steps of a view's kinds of work. `done` is the screen after an act.

    `work` opens a draft; a screen instead where what it is about is gone.
    """

    view: str
    kinds: Mapping[str, Kind[W]]
    work: Callable[[Ask, Draft], W | Screen]
    done: Callable[[W, Said], Screen]

    @property
    def acts(self) -> dict[str, Act]:
        """The acts by which a view takes the steps; each kind has one more, which begins it."""
        return {"resume": Act(self._resume), "form": Act(self._again), "review": Act(self._keep)} | {
            "confirm": Act(self._confirm)
        }

    def begin(self, ask: Ask, draft: Draft) -> Screen:
        """The form of a draft that was just begun."""
        work = self.work(ask, draft)
        return work if isinstance(work, Screen) else self._form(work, self._kind(draft), {})

    def _resume(self, ask: Ask) -> Screen:
        """The work where it was left."""
        opened = self._opened(ask)
        if isinstance(opened, Screen):
            return opened
        is_reviewed = opened[0].draft.content.get("step") == REVIEW
        return self._review(*opened) if is_reviewed else self._form(*opened, {})

    def _again(self, ask: Ask) -> Screen:
        """The form again, with what was typed."""
        opened = self._opened(ask)
        return opened if isinstance(opened, Screen) else self._form(*opened, {})

    def _keep(self, ask: Ask) -> Screen:
        """Keep what was typed, and show what it comes to."""
        opened = self._opened(ask)
        if isinstance(opened, Screen):
            return opened
        work, kind = opened
        if not ask.form.arrived:
            given = {"draft": work.draft.draft_id}
            return not_arrived(Action("Back to the form", self.view, "form", given))
        typed = {name: ask.form.text(name)[:TEXT_MAX] for name in kind.fields(work)}
        content = {**work.draft.content, "typed": typed, "step": REVIEW}
        if ask.whole("v") == work.draft.version and work.draft.change(content, ask.now):
            return self._review(work, kind)
        again = self._opened(ask)
        return again if isinstance(again, Screen) else self._form(*again, {}, OVERTAKEN)

    def _confirm(self, ask: Ask) -> Screen:
        """Do what was reviewed, if it would still come to the same."""
        opened = self._opened(ask)
        if isinstance(opened, Screen):
            return opened
        work, kind = opened
        would = kind.review(work)
        if not isinstance(would, Reviewed) or would.against:
            return self._review(work, kind)
        reviewed = (work.draft.version, would.cents, would.seen(work))
        if (ask.whole("v"), ask.whole("cents"), ask.text("seen")) != reviewed:
            return self._review(work, kind, _nothing(MOVED))
        said = kind.act(work, would)
        if said.done:
            return self.done(work, said)
        again = self._opened(ask)
        return again if isinstance(again, Screen) else self._review(*again, _nothing(said.words))

    def _opened(self, ask: Ask) -> tuple[W, Kind[W]] | Screen:
        """The work that the button named, to go on with; a screen that says why not."""
        draft = found(ask, self.view)
        if draft is None:
            return gone(HOME)
        work, kind = self.work(ask, draft), self._kind(draft)
        if isinstance(work, Screen):
            return work
        if not draft.is_open:
            return used(draft, work.ways[0])
        if not ask.actor.role.may_act_as(kind.role):
            return Screen(title=kind.title, blocks=[NOT_YOURS, Buttons([*work.ways, HOME])], trail=work.trail)
        return work, kind

    def _kind(self, draft: Draft) -> Kind[W]:
        return self.kinds[str(draft.content["act"])]

    def _form(self, work: W, kind: Kind[W], problems: Problems, *above: Block) -> Screen:
        given = {"draft": work.draft.draft_id, "v": work.draft.version}
        review = Action("Review it", self.view, "review", given, primary=True)
        return Screen(
            title=f"{kind.title}: {work.name}",
            blocks=[*above, *kind.form(work, problems), Buttons([review, *work.ways])],
            trail=work.trail,
            draft_id=work.draft.draft_id,
        )

    def _review(self, work: W, kind: Kind[W], *above: Block) -> Screen:
        """What would be done, with the button that does it; the form where something typed is wrong."""
        would = kind.review(work)
        if not isinstance(would, Reviewed):
            return self._form(work, kind, would, *above)
        change = Action("Change it", self.view, "form", {"draft": work.draft.draft_id})
        decision: list[Block] = [Text("Nothing is stored before you confirm it.")]
        decision.append(Buttons([self._does(work, would), change, *work.ways]))
        if would.against:
            decision = [Buttons([change, *work.ways])]
            above = (*above, Message("This cannot be done", list(would.against), Tone.WARNING))
        return Screen(
            title=f"Review: {kind.title[0].lower()}{kind.title[1:]}",
            blocks=[*above, Facts(list(would.facts)), *would.notes, *decision],
            trail=work.trail,
            draft_id=work.draft.draft_id,
        )

    def _does(self, work: W, would: Reviewed) -> Action:
        given = {
            "draft": work.draft.draft_id,
            "v": work.draft.version,
            "cents": would.cents,
            "seen": would.seen(work),
        }
        return Action(would.button, self.view, "confirm", given, primary=True, confirm=would.confirm)


def _nothing(why: str) -> Message:
    return Message("Nothing was done", [why], Tone.WARNING)
