"""The way to booking: a redirect to the studio's booking address."""

from chalicelib.flows.hand_over import hand_over
from chalicelib.handlers import incoming
from chalicelib.handlers.pages import Raw, Refusal, Refused, Visit, page


@page
def book(visit: Visit) -> Raw:
    """On to booking; with a token that names the form for whoever comes from one, without for all others."""
    address = hand_over(incoming.query(visit.request, "t"), studio=visit.studio, now=visit.now)
    if address is None:
        raise Refused(Refusal.NOT_FOUND)
    return Raw(headers={"Location": address, "Content-Type": "text/plain; charset=utf-8"}, status=303)
