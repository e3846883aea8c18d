"""Referred By in a client's form: the finder, and whom it found."""

from dataclasses import replace

from chalicelib.flows.save_client import stands
from chalicelib.handlers.console.client_form.steps import client_of, elsewhere, kept
from chalicelib.handlers.console.client_form.work import VIEW as HERE
from chalicelib.handlers.console.client_form.work import Work, name_of
from chalicelib.handlers.console.finding import find as find_client
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import Screen


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
