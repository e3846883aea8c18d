"""A letter as somebody would get it, for the operator who writes it. It runs nothing and sends nothing."""

from chalicelib.flows.kept_preview import previewed_letter
from chalicelib.handlers import incoming
from chalicelib.handlers.pages import Raw, Refusal, Refused, Visit, page

# Styles stand inline in a letter, and its pictures come from wherever the studio keeps them.
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "img-src https: data:; style-src 'unsafe-inline'; sandbox allow-popups"
)


@page
def show(visit: Visit) -> Raw:
    """The page that the console kept, by the token that it signed. One read."""
    html = previewed_letter(incoming.query(visit.request, "t"), visit.now)
    if html is None:
        raise Refused(Refusal.NOT_FOUND)
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Raw(body=html.encode(), headers=headers)
