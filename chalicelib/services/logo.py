"""The studio's logo, read from the bucket once in the life of a container."""

from functools import lru_cache

from chalicelib.domain.ids import made_from
from chalicelib.domain.picture import LOGO_FOLDER, double_of
from chalicelib.services.shown_picture import shown_picture

FOLDER = LOGO_FOLDER
BYTES_MAX = 1024 * 1024


def version_of(key: str) -> str:
    """What stands in the logo's address, so that another logo has another address."""
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


@lru_cache(maxsize=4)
def _read(key: str) -> bytes:
    """The picture, kept once it was found: another logo has another key. Raises NoLogo."""
    body = shown_picture(key, BYTES_MAX) if key.startswith(FOLDER) else None
    if body is None:
        raise NoLogo
    return body
