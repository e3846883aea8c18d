"""What a link to the form looks like in a message: title, words and picture, for whoever fetches it for that.

It stands in the first HTML, since those who fetch it run no script. Its own address has no channel in it.
"""

from dataclasses import dataclass

from chalicelib.domain import addresses
from chalicelib.domain.picture import size_of
from chalicelib.domain.studio import Preferences
from chalicelib.flows.share_page import Shared
from chalicelib.handlers.pages import Visit
from chalicelib.handlers.place import base_of
from chalicelib.services.logo import version_of

PLAIN = "A few details, and we will be in touch about your photo session."
WIDE = 1.5  # From then on a picture is shown across the message, and not beside it.


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The picture beside the words: an address that works from anywhere, and its size in pixels."""

    address: str
    width: int
    height: int
    alt: str
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What is shown of a link."""

    title: str
    description: str
    address: str
    picture: Picture | None


def link_preview(visit: Visit, by: Shared | None) -> Preview:
    """The preview of the form, or of the referral link `by` which it was opened."""
    preferences = visit.studio.preferences
    base = base_of(visit.request, preferences)
    name = preferences.studio_name
    return Preview(
        title=f"{name}: a friend recommends us" if by is not None else f"{name}: tell us about you",
        description=(by.promise if by is not None else "") or PLAIN,
        address=addresses.referral(base, by.token) if by is not None else f"{base}/",
        picture=_shared(preferences, base) or _logo(preferences, base),
    )


def _shared(preferences: Preferences, base: str) -> Picture | None:
    size = size_of(preferences.share_picture_key)
    if size is None:
        return None
    return Picture(
        address=f"{base}/share-picture?v={version_of(preferences.share_picture_key)}",
        width=size[0],
        height=size[1],
        alt=preferences.studio_name,
        wide=size[0] >= WIDE * size[1],
    )


def _logo(preferences: Preferences, base: str) -> Picture | None:
    size = size_of(preferences.logo_key) if preferences.show_logo else None
    if size is None:
        return None
    return Picture(
        address=f"{base}/logo?v={version_of(preferences.logo_key)}",
        width=size[0],
        height=size[1],
        alt=preferences.studio_name,
    )
