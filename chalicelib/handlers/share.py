"""The page to pass a referral link on from, its cards to print, and its QR code.

They say nothing of the referrer: whoever has the link may open them. Opening them counts as nothing.
"""

from typing import Any

from chalicelib.domain import addresses
from chalicelib.domain.addresses import Channel
from chalicelib.domain.share import spelled, ways, words
from chalicelib.flows.share_page import Shared, shared
from chalicelib.handlers import incoming
from chalicelib.handlers.link_preview import link_preview
from chalicelib.handlers.pages import Page, Raw, Refusal, Refused, Visit, page
from chalicelib.handlers.place import base_of

CARDS = 8  # Two beside each other fit on A4 and on Letter.


@page
def show(visit: Visit) -> Page:
    """The link to copy, a button for each way to pass it on, and the QR code. One read."""
    return Page(template="pages/share.html", values=_with_qr(visit), alone=True)


@page
def cards(visit: Visit) -> Page:
    """A sheet of cards to cut out, black on white. One read."""
    values = {**_with_qr(visit), "cards": range(CARDS)}
    return Page(template="pages/card.html", values=values, alone=True)


@page
def code(visit: Visit) -> Raw:
    """The QR code as a file. One read."""
    from chalicelib.services import qr

    by = _live(visit)
    preferences = visit.studio.preferences
    link = addresses.referral(base_of(visit.request, preferences), by.token, Channel.QR)
    headers = {"Content-Type": "image/svg+xml", "Cross-Origin-Resource-Policy": "same-origin"}
    return Raw(body=qr.picture(link, f"{preferences.studio_name}: {link}"), headers=headers)


def to_pass_on(visit: Visit, by: Shared) -> dict[str, Any]:
    """What a page shows of a live link: the link, the ways to pass it on, the words, the code to type."""
    preferences = visit.studio.preferences
    base = base_of(visit.request, preferences)
    named = {"studio_name": preferences.studio_name, "promise": by.promise}
    return {
        "by": by,
        "link": addresses.referral(base, by.token),
        "ways": ways(base, by.token, **named),
        "words": words(**named),
        "code": spelled(by.token),
    }


def _with_qr(visit: Visit) -> dict[str, Any]:
    """The same with the QR code."""
    # Its import takes longer than the rest of the page, and the form's function needs it seldom.
    from chalicelib.services import qr

    by = _live(visit)
    base = base_of(visit.request, visit.studio.preferences)
    # Whoever is sent this page instead of the link sees the link's own preview, and address.
    shown = {**to_pass_on(visit, by), "preview_of": link_preview(visit, by)}
    return {**shown, "qr": qr.inline(addresses.referral(base, by.token, Channel.QR))}


def _live(visit: Visit) -> Shared:
    if not visit.studio.preferences.form_active:
        raise Refused(Refusal.CLOSED)
    by = shared(incoming.token(visit.request), studio=visit.studio, now=visit.now)
    if by is None:
        raise Refused(Refusal.LINK_OVER)
    return by
