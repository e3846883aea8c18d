"""A piece of work on an invoice is begun, and what is shown when it is done."""

from collections.abc import Callable

from chalicelib.handlers.console.invoices_kinds import KINDS
from chalicelib.handlers.console.invoices_one import invoice_screen, missing
from chalicelib.handlers.console.invoices_words import INVOICES
from chalicelib.handlers.console.invoices_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.handlers.widgets.steps import FORM, Steps
from chalicelib.handlers.widgets.work import Said
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.invoice import Invoice


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
        return STEPS.begin(ask, begun(ask, INVOICES, content, about=about, title=title, listed=False))

    return show


def _work(ask: Ask, draft: Draft) -> Work | Screen:
    """The work on the draft; a screen where its client or its invoice is gone."""
    work = Work(ask, draft)
    is_gone = work.client is None or (work.invoice_ref and work.invoice is None)
    return missing() if is_gone else work


def _done(work: Work, said: Said) -> Screen:
    """The invoice as it stands then."""
    told = Message("Stored", [said.words], Tone.GOOD)
    client, invoice = Client.find(work.client_id), Invoice.find(work.client_id, said.about)
    if client is None or invoice is None:
        return Screen(title="Invoices", blocks=[told, Buttons([*work.ways, HOME])], trail=[HOME])
    return invoice_screen(work.ask, client, invoice, told)


STEPS = Steps(view=INVOICES, kinds=KINDS, work=_work, done=_done)
