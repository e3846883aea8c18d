"""The studio's logo, for the top of its pages and letters."""

import base64
import hashlib

from chalicelib.domain.studio import Studio
from chalicelib.handlers import incoming
from chalicelib.handlers.pages import Raw, Refusal, Refused, Visit, page
from chalicelib.services.logo import logo, version_of

FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"


def embedded_logo(studio: Studio) -> str | None:
    """The logo as an address that holds it: a preview may show one that no visitor gets yet."""
    preferences = studio.preferences
    image = logo(preferences.logo_key) if preferences.show_logo and preferences.logo_key else None
    return None if image is None else f"data:image/jpeg;base64,{base64.b64encode(image).decode()}"


@page
def show(visit: Visit) -> Raw:
    """The JPEG that the studio shows; to be kept for a year under the address that changes with it.

    `size=2` asks for twice as many pixels.
    """
    preferences = visit.studio.preferences
    double = incoming.query(visit.request, "size") == "2"
    shown = preferences.show_logo and preferences.logo_key
    image = logo(preferences.logo_key, double=double) if shown else None
    if image is None:
        raise Refused(Refusal.NOT_FOUND)
    is_versioned = incoming.query(visit.request, "v") == version_of(preferences.logo_key)
    headers = {
        "Content-Type": "image/jpeg",
        "Cache-Control": FOR_EVER if is_versioned else BRIEFLY,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{hashlib.sha256(image).hexdigest()[:16]}"',
    }
    return Raw(body=image, headers=headers)
