"""What a JPEG says of itself before anyone decodes it: size, colors, which way up, whether it is whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

PIXELS_MAX = 40_000_000
SIDE_MAX = 20_000
SIDE_MIN = 16
SCANS_MAX = 100
UPRIGHT, TURNS_MAX = 1, 8
SIDEWAYS = frozenset({5, 6, 7, 8})

_MARK, _SCAN, _END, _EXIF = 0xFF, 0xDA, 0xD9, 0xE1
_LENGTH_BYTES, _FRAME_BYTES, _BITS = 2, 6, 8
_SHOWN = frozenset({0xC0, 0xC1, 0xC2})  # Baseline, extended and progressive: what browsers show.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COLORS = frozenset({1, 3, 4})
# EXIF, profiles, previews, comments. The first and the fourteenth say how colors are stored, and stay.
_BESIDE = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
# Inside a scan a real marker is any 0xFF that is no stuffed byte, no restart and no filling.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ORIENTATION_TAG, _SHORT = 0x0112, 3
_ENTRIES_MAX = 512


class Flaw(StrEnum):
    """Why a file cannot be a picture here, in order of precedence."""

    NO_JPEG = "no_jpeg"
    CUT_OFF = "cut_off"
    UNUSUAL = "unusual"  # A JPEG of a kind that browsers do not show.
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, kw_only=True)
class Look:
    """The stored pixels' size and number of colors; `orientation` is EXIF's, 1 for upright.

    `bare` is the picture without what cameras and programs wrote beside it, and without what follows its end.
    """

    width: int
    height: int
    colors: int
    orientation: int = UPRIGHT
    bare: bytes = field(default=b"", repr=False)

    @property
    def is_sideways(self) -> bool:
        """Whether width and height change places when it is turned upright."""
        return self.orientation in SIDEWAYS


class _Broken(ValueError):
    """The file ends, or says nonsense, where something was to stand."""


def looked_at(body: bytes) -> Look | Flaw:
    """What the file is, read from its markers alone, each byte at most once.

    Nothing of the picture is decoded, so a small file that claims to be a huge picture, or to be drawn
    over and over, is known here. What follows the end of the picture is ignored.
    """
    if not body.startswith(b"\xff\xd8\xff"):
        return Flaw.NO_JPEG
    orientation, scans, frames = UPRIGHT, 0, list[Look | None]()
    bare = [body[:2]]
    try:
        for marker, part, whole in _parts(body):
            if marker == _EXIF and not frames:
                orientation = _orientation(part) or orientation
            if marker in _FRAMES:
                frames.append(_frame(marker, part))
            if marker not in _BESIDE:
                bare += [bytes((_MARK, marker)), whole]
            scans += marker == _SCAN
    except _Broken:
        return Flaw.CUT_OFF
    if not frames or not scans:
        return Flaw.CUT_OFF
    look = frames[0]
    if look is None or len(frames) > 1:
        return Flaw.UNUSUAL
    if scans > SCANS_MAX or look.width * look.height > PIXELS_MAX or max(look.width, look.height) > SIDE_MAX:
        return Flaw.TOO_LARGE
    if min(look.width, look.height) < SIDE_MIN:
        return Flaw.TOO_SMALL
    return replace(look, orientation=orientation, bare=b"".join(bare))


def _parts(body: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each marker up to the end of the picture: its segment, and that with the scan after it."""
    at = 2
    while True:
        marker, start = _marker(body, at)
        if marker == _END:
            yield marker, b"", b""
            return
        part, at = _segment(body, start)
        if marker == _SCAN:
            at = _after_scan(body, at)
        yield marker, part, body[start:at]


def _marker(body: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, filling skipped, and where its segment begins."""
    while at < len(body) and body[at] == _MARK:
        at += 1
    if at >= len(body) or at == 0 or body[at - 1] != _MARK or body[at] == 0:
        raise _Broken
    return body[at], at + 1


def _segment(body: bytes, at: int) -> tuple[bytes, int]:
    """The segment whose length stands at `at`, and where it ends."""
    length = int.from_bytes(body[at : at + 2], "big")
    if length < _LENGTH_BYTES or at + length > len(body):
        raise _Broken
    return body[at + 2 : at + length], at + length


def _after_scan(body: bytes, at: int) -> int:
    found = _MARKER.search(body, at)
    if found is None:
        raise _Broken
    return found.start()


def _frame(marker: int, part: bytes) -> Look | None:
    """What a frame header says; None where it is of a kind that is not shown."""
    if len(part) < _FRAME_BYTES:
        raise _Broken
    precision, colors = part[0], part[5]
    height, width = int.from_bytes(part[1:3], "big"), int.from_bytes(part[3:5], "big")
    if marker not in _SHOWN or precision != _BITS or colors not in _COLORS or not width or not height:
        return None
    return Look(width=width, height=height, colors=colors)


def _orientation(part: bytes) -> int | None:
    """EXIF's orientation, 1 to 8; None where there is none that makes sense."""
    if not part.startswith(b"Exif\x00\x00"):
        return None
    tiff = part[6:]
    if tiff[:2] not in (b"II", b"MM"):
        return None

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if tiff[:2] == b"II" else "big")

    directory = number(4, 4)
    for entry in range(min(number(directory, 2), _ENTRIES_MAX)):
        at = directory + 2 + 12 * entry
        if number(at, 2) == _ORIENTATION_TAG and number(at + 2, 2) == _SHORT:
            value = number(at + 8, 2)
            return value if UPRIGHT <= value <= TURNS_MAX else None
    return None
