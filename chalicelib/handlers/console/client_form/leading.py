"""Ways out of a client's form and back: to the finder for Referred By, and to the picture."""

from dataclasses import replace

from chalicelib.flows.save_client import stands
from chalicelib.handlers.console.client_form.steps import client_of, elsewhere, kept
from chalicelib.handlers.console.client_form.work import VIEW as HERE
from chalicelib.handlers.console.client_form.work import Work, name_of
from chalicelib.handlers.console.finding import find as find_client
from chalicelib.handlers.console.picture import show as show_picture
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import Action, Screen


def find(work: Work, ask: Ask) -> Screen:
    """The finder, for the referring client."""
    if not work.keep(ask.now):
        return elsewhere(work, ask)
    pick = {
        "view": HERE,
        "do": "refer",
        "given": {"draft": work.draft.draft_id},
        "key": "referrer",
        "title": "Referred By",
        "without": work.client_id,
    }
    return find_client(replace(ask, given={"pick": pick}, form=Form()))


def refer(work: Work, ask: Ask) -> Screen:
    """Whom the finder found; nobody where it was left."""
    referrer = client_of(ask.text("referrer"))
    if referrer is not None and stands(referrer):
        work = work.typing(referred_by=referrer.client_id)
        work = work.having(referrer_name=name_of(referrer, ask.studio))
    return kept(work.having(tab="general"), ask)


def unrefer(work: Work, ask: Ask) -> Screen:
    """Nobody referred the client."""
    return kept(work.typing(referred_by="").having(referrer_name=""), ask)


def picture(work: Work, ask: Ask) -> Screen:
    """The client's picture; what was typed is kept meanwhile."""
    if not work.keep(ask.now):
        return elsewhere(work, ask)
    shown_now = show_picture(replace(ask, given={"client": work.client_id}, form=Form()))
    again = Action("Back to the form", HERE, "resume", {"draft": work.draft.draft_id})
    return replace(shown_now, back=again)
