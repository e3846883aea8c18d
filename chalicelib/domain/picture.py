"""Where pictures stand in the bucket: the studio's by content and size, a client's by the client."""

import hashlib
import re

LOGO_FOLDER = "logo/"
PICTURE_FOLDER = "pictures/"
SHARE_FOLDER = "share/"
_SIZED = re.compile(r"-([0-9]{1,4})x([0-9]{1,4})\.jpg$")


def logo_key(content: bytes, width: int, height: int) -> str:
    """The key of a logo: another picture has another key, and its size can be told from it."""
    return _by_content(LOGO_FOLDER, content, width, height)


def share_key(content: bytes, width: int, height: int) -> str:
    """The key of the picture that shared links show, made alike."""
    return _by_content(SHARE_FOLDER, content, width, height)


def _by_content(folder: str, content: bytes, width: int, height: int) -> str:
    return f"{folder}{hashlib.sha256(content).hexdigest()[:16]}-{width}x{height}.jpg"


def picture_key(client_id: str) -> str:
    """The key of a client's picture: always the same, so that nothing of an earlier one is left."""
    return f"{PICTURE_FOLDER}{client_id}.jpg"


def double_of(key: str) -> str:
    """Where the same picture stands for screens with twice as many pixels."""
    return f"{key.removesuffix('.jpg')}@2x.jpg"


def size_of(key: str) -> tuple[int, int] | None:
    """Width and height on the screen of a picture whose key says so."""
    found = _SIZED.search(key)
    return (int(found[1]), int(found[2])) if found else None
