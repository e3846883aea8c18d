"""The studio's logo and the picture of shared links, read from the bucket once in a container's life."""

from functools import lru_cache

from chalicelib.domain.ids import made_from
from chalicelib.domain.picture import LOGO_FOLDER, SHARE_FOLDER, double_of
from chalicelib.services.shown_picture import shown_picture

FOLDER = LOGO_FOLDER
BYTES_MAX = 1024 * 1024


def version_of(key: str) -> str:
    """What stands in a picture's address, so that another picture has another address."""
    return made_from("logo", key)[:8]


class NoLogo(LookupError):
    """There is no picture under the key that could be shown."""


def logo(key: str, *, double: bool = False) -> bytes | None:
    """The JPEG under `key`; None where there is none, or something that is no JPEG of at most 1 MB.

    `double` asks for twice as many pixels; where only the plain one stands, that is given.
    """
    for name in (double_of(key), key) if double else (key,):
        try:
            return _read(name)
        except NoLogo:
            continue
    return None


def share_picture(key: str) -> bytes | None:
    """The JPEG under `key` that shared links show; None where there is none."""
    try:
        return _read(key)
    except NoLogo:
        return None


@lru_cache(maxsize=4)
def _read(key: str) -> bytes:
    """The picture, kept once it was found: another logo has another key. Raises NoLogo."""
    body = shown_picture(key, BYTES_MAX) if key.startswith((FOLDER, SHARE_FOLDER)) else None
    if body is None:
        raise NoLogo
    return body
