"""A piece of work on a reward is begun, and what is said when it is done."""

from collections.abc import Callable

from chalicelib.handlers.console.rewards_acts import KINDS
from chalicelib.handlers.console.rewards_words import REWARDS
from chalicelib.handlers.console.rewards_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.handlers.widgets.steps import FORM, Steps
from chalicelib.handlers.widgets.work import Said
from chalicelib.models.client import Client

NOBODY = Message("Nothing was done", ["There is no such client."], Tone.WARNING)


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
        title = f"{kind.title}: {f'client number {number}' if number is not None else 'a prospect'}"
        about = f"client#{client.client_id}"
        return STEPS.begin(ask, begun(ask, REWARDS, content, about=about, title=title, listed=False))

    return show


def _done(work: Work, said: Said) -> Screen:
    told = Message("Stored", [said.words], Tone.GOOD)
    return Screen(title="Rewards", blocks=[told, Buttons([*work.ways, HOME])], trail=work.trail)


STEPS = Steps(view=REWARDS, kinds=KINDS, work=Work, done=_done)
