"""The loyalty program in hand: its draft, begun, kept as it was typed, and put upon what others stored."""

from chalicelib.domain.loyalty_edit import TEXTS, TICKS, judged, typed_of
from chalicelib.domain.setting_value import NO, YES
from chalicelib.flows.save_preferences import ABOUT
from chalicelib.handlers.console.loyalty_form import AGAIN, TITLE, VIEW, Form, form_screen
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads

TEXT_MAX = 100


def begun_form(ask: Ask) -> Form:
    """The program as it stands, in a new draft."""
    typed = typed_of(ask.studio.preferences)
    content = {"base": typed, "typed": typed, "preview": ""}
    return form_of(ask, begun(ask, VIEW, content, about=ABOUT, title=TITLE, listed=False))


def form_in_hand(ask: Ask, *, judging: bool = True) -> Form | Screen:
    """The form of the draft that the button names, as it was left."""
    draft = in_hand(ask, VIEW, AGAIN)
    return draft if isinstance(draft, Screen) else form_of(ask, draft, judging=judging)


def kept_form(ask: Ask) -> Form | Screen:
    """The form with what was typed stored in it; a text that did not arrive was not emptied."""
    draft = in_hand(ask, VIEW, AGAIN)
    if isinstance(draft, Screen):
        return draft
    if not ask.form.arrived:
        return not_arrived(AGAIN)
    typed = dict(draft.content["typed"])
    typed |= {name: YES if ask.form.ticked(name) else NO for name in TICKS}
    typed |= {name: ask.form.text(name)[:TEXT_MAX] for name in TEXTS if name in ask.form.values}
    if typed == draft.content["typed"] or draft.change({**draft.content, "typed": typed}, ask.now):
        return form_of(ask, draft, judging=True)
    return moved_on()


def form_of(ask: Ask, draft: Draft, *, judging: bool = False) -> Form:
    """The draft as a form; with `judging` what is wrong stands beside it."""
    typed, own = draft.content["typed"], heads()
    found = judged(typed, ask.studio, own)
    return Form(
        ask=ask,
        draft=draft,
        typed=typed,
        wanted=found.preferences,
        heads=own,
        wrong=found.wrong if judging else {},
    )


def upon_theirs(ask: Ask, draft: Draft) -> Screen:
    """Go on from what somebody else stored: theirs, but for what was typed here."""
    content = draft.content
    theirs, base, mine = typed_of(ask.studio.preferences), content["base"], content["typed"]
    typed = {name: mine[name] if mine[name] != base[name] else theirs[name] for name in theirs}
    both = [name for name in theirs if theirs[name] != base[name] and typed[name] != theirs[name]]
    if not draft.change({**content, "base": theirs, "typed": typed}, ask.now):
        return moved_on()
    words = ["Nothing of yours was stored. Theirs is in the form, but for what you typed. Save it again."]
    if both:
        words.append("You both changed something: what you typed stands in the form and replaces theirs.")
    told = Message("Somebody else changed the program meanwhile", words, Tone.WARNING)
    return form_screen(form_of(ask, draft), told)


def moved_on() -> Screen:
    """What to say where the same draft was changed in another window."""
    told = Message(
        "Somebody went on with it in another window",
        ["Nothing was stored. Please begin again."],
        Tone.WARNING,
    )
    return Screen(title=TITLE, blocks=[told, Buttons([AGAIN])], trail=[HOME, AGAIN], back=AGAIN)
