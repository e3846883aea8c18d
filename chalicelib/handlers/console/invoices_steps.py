"""The steps of doing something with an invoice: a form, its review, the act, once.

A review is made of what stands at that moment. The button under it carries what was reviewed; where that
is not so any more when it is pressed, it is reviewed again.
"""

from collections.abc import Callable

from chalicelib.handlers.console.invoices_kinds import KINDS
from chalicelib.handlers.console.invoices_one import invoice_screen, missing
from chalicelib.handlers.console.invoices_words import INVOICES
from chalicelib.handlers.console.invoices_work import Kind, Problems, Reviewed, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.drafting import begun, found, gone, not_arrived, used
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice

TEXT_MAX = 400
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
NOT_YOURS = Message("Nothing was done", ["This can be done from a manager's dashboard alone."], Tone.WARNING)


def begin(kind: Kind) -> Callable[[Ask], Screen]:
    """The act that begins a new piece of work of this kind, with its form."""

    def show(ask: Ask) -> Screen:
        client = Client.find(ask.text("client"))
        ref = ask.text("invoice") if kind.of_an_invoice else ""
        invoice = Invoice.find(client.client_id, ref) if client is not None and ref else None
        if client is None or (kind.of_an_invoice and invoice is None):
            return missing()
        content = {
            "act": kind.name,
            "client": client.client_id,
            "invoice": ref,
            "step": FORM,
            **kind.begins_with(ask, client, invoice),
        }
        # The title of a draft stands in lists: it names numbers, not the person.
        title = f"{kind.title} {ref}".strip()
        about = f"client#{client.client_id}"
        return _form(
            Work(ask, begun(ask, INVOICES, content, about=about, title=title, listed=False)), kind, {}
        )

    return show


def resume(ask: Ask) -> Screen:
    """The work where it was left."""
    opened = _opened(ask)
    if isinstance(opened, Screen):
        return opened
    return _review(*opened) if opened[0].draft.content["step"] == REVIEW else _form(*opened, {})


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
        return not_arrived(Action("Back to the form", INVOICES, "form", {"draft": work.draft.draft_id}))
    typed = {name: ask.form.text(name)[:TEXT_MAX] for name in kind.fields(work)}
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
    reviewed = (work.draft.version, would.cents, would.seen(work))
    if (ask.whole("v"), ask.whole("n"), ask.text("seen")) != reviewed:
        return _review(work, kind, MOVED)
    said = kind.act(work, would)
    if not said.done:
        again = _opened(ask)
        told = Message("Nothing was done", [said.words], Tone.WARNING)
        return again if isinstance(again, Screen) else _review(*again, told)
    told = Message("Stored", [said.words], Tone.GOOD)
    client, invoice = Client.find(work.client_id), Invoice.find(work.client_id, said.invoice_ref)
    if client is None or invoice is None:
        return Screen(title=kind.title, blocks=[told, Buttons([*work.ways, HOME])], trail=[HOME])
    return invoice_screen(ask, client, invoice, told)


def _opened(ask: Ask) -> tuple[Work, Kind] | Screen:
    """The work that the button named, to go on with; a screen that says why not."""
    draft = found(ask, INVOICES)
    if draft is None:
        return gone(HOME)
    work = Work(ask, draft)
    if not draft.is_open:
        return used(draft, work.ways[0])
    kind = KINDS[str(draft.content["act"])]
    if not ask.actor.role.may_act_as(kind.role):
        return Screen(title=kind.title, blocks=[NOT_YOURS, Buttons([*work.ways, HOME])], trail=[HOME])
    if work.client is None or (kind.of_an_invoice and work.invoice is None):
        return missing()
    return work, kind


def _form(work: Work, kind: Kind, problems: Problems, *above: Block) -> Screen:
    given = {"draft": work.draft.draft_id, "v": work.draft.version}
    controls = kind.form(work, problems)
    return Screen(
        title=f"{kind.title}: {work.name}",
        blocks=[
            *above,
            *controls,
            Buttons([Action("Review it", INVOICES, "review", given, primary=True), *work.ways]),
        ],
        trail=[HOME, work.ways[-1]],
        draft_id=work.draft.draft_id,
    )


def _review(work: Work, kind: Kind, *above: Block) -> Screen:
    """What would be done, with the button that does it; the form where something typed is wrong."""
    would = kind.review(work)
    if not isinstance(would, Reviewed):
        return _form(work, kind, would, *above)
    draft_id = work.draft.draft_id
    given = {"draft": draft_id, "v": work.draft.version, "n": would.cents, "seen": would.seen(work)}
    does = Action(would.button, INVOICES, "confirm", given, primary=True, confirm=would.confirm)
    against = Message("This cannot be done", list(would.against), Tone.WARNING)
    return Screen(
        title=f"Review: {kind.title[0].lower()}{kind.title[1:]}",
        blocks=[
            *above,
            *([against] if would.against else []),
            Facts(list(would.facts)),
            *would.notes,
            *([] if would.against else [Text("Nothing is stored before you confirm it.")]),
            Buttons(
                [
                    *([] if would.against else [does]),
                    Action("Change it", INVOICES, "form", {"draft": draft_id}),
                    *work.ways,
                ]
            ),
        ],
        trail=[HOME, work.ways[-1]],
        draft_id=draft_id,
    )
