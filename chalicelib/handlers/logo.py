"""The studio's logo, for the top of its pages and letters, and the picture of its shared links."""

import base64
import hashlib

from chalicelib.domain.studio import Studio
from chalicelib.handlers import incoming
from chalicelib.handlers.pages import Raw, Refusal, Refused, Visit, page
from chalicelib.services.logo import logo, share_picture, version_of

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
    return _picture(visit, image, preferences.logo_key)


@page
def show_shared(visit: Visit) -> Raw:
    """The JPEG that goes with a shared link, kept alike; messengers fetch it when a link is passed on."""
    key = visit.studio.preferences.share_picture_key
    return _picture(visit, share_picture(key) if key else None, key)


def _picture(visit: Visit, image: bytes | None, key: str) -> Raw:
    if image is None:
        raise Refused(Refusal.NOT_FOUND)
    is_versioned = incoming.query(visit.request, "v") == version_of(key)
    headers = {
        "Content-Type": "image/jpeg",
        "Cache-Control": FOR_EVER if is_versioned else BRIEFLY,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{hashlib.sha256(image).hexdigest()[:16]}"',
    }
    return Raw(body=image, headers=headers)
