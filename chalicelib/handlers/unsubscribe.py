"""Where a client stops marketing: opening the page changes nothing, its button or a mail program's POST does.

Mail scanners follow links, so GET only shows. A mail program posts `List-Unsubscribe=One-Click` in one of two
types and wants an answer without a redirect or a cookie (RFC 8058); what the body says does not matter, the
token in the address does. Whoever has a token of ours reads the same words, joined and erased clients too:
mail providers have it, and whoever reads a complaint, so that no answer leads on to the client's own page.
"""

from chalicelib.domain import tokens
from chalicelib.domain.own_consent import UNSUBSCRIBE_LINK
from chalicelib.domain.tokens import Purpose
from chalicelib.flows.change_consent import change_consent
from chalicelib.handlers.pages import Page, Refusal, Refused, Visit, page
from chalicelib.settings import settings

WORDING = "Unsubscribed by the link in a letter."
TEMPLATE = "pages/unsubscribe.html"


@page
def show(visit: Visit) -> Page:
    """The page with the button; no call but the studio's own."""
    _client_id(visit)
    return _page(done=False)


@page
def stop(visit: Visit) -> Page:
    """Stop marketing to the client at once, however often it is asked."""
    client_id = _client_id(visit)
    change_consent(client_id, email=False, text=None, source=UNSUBSCRIBE_LINK, wording=WORDING, now=visit.now)
    return _page(done=True)


def _client_id(visit: Visit) -> str:
    token = str((visit.request.uri_params or {}).get("token") or "")
    client_id = tokens.client_of(Purpose.UNSUBSCRIBE, token, settings.link_keys)
    if client_id is None:
        raise Refused(Refusal.NOT_FOUND)
    return client_id


def _page(*, done: bool) -> Page:
    return Page(template=TEMPLATE, values={"done": done}, alone=True)
