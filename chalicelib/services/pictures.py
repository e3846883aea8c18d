"""Pictures, drawn anew from their pixels. Only the function that takes uploads imports this, and Pillow.

Of the file that came in nothing goes on but its colors.
"""

import io
from dataclasses import dataclass

from PIL.Image import DecompressionBombError, Image, Resampling, Transpose, frombytes
from PIL.JpegImagePlugin import JpegImageFile

from chalicelib.domain.jpeg import Look

DOUBLE = 2
QUALITIES = (88, 80, 70, 60, 50, 40)
TURNED_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What undoes each of EXIF's orientations."""


class Undrawable(ValueError):
    """The file cannot be drawn, though it looked like a picture."""


@dataclass(frozen=True)
class Frame:
    """The space that a picture has on a screen, in pixels, and the bytes its plain size may have."""

    width: int
    height: int
    bytes_max: int


@dataclass(frozen=True)
class Drawn:
    """A picture for plain screens and one for those with twice as many pixels; its size on either."""

    width: int
    height: int
    plain: bytes
    double: bytes


def drawn(look: Look, frame: Frame) -> Drawn:
    """The picture as it is shown inside `frame`: upright, never enlarged, in plain RGB.

    Its profile is dropped, not applied: reading profiles is another parser for what strangers made, and
    cameras and phones write colors that look much the same without. Raises Undrawable.
    """
    upright = (look.height, look.width) if look.is_sideways else (look.width, look.height)
    plain = _fitted(upright, (frame.width, frame.height))
    double = _fitted(upright, (DOUBLE * frame.width, DOUBLE * frame.height))
    pixels = _pixels(look, double)
    return Drawn(
        width=plain[0],
        height=plain[1],
        plain=_encoded(pixels, plain, frame.bytes_max),
        double=_encoded(pixels, double, DOUBLE**2 * frame.bytes_max),
    )


def _fitted(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape inside the box, at most `size` itself and at least a pixel."""
    width, height = size
    if width <= box[0] and height <= box[1]:
        return size
    if width * box[1] >= height * box[0]:
        return box[0], max(1, height * box[0] // width)
    return max(1, width * box[1] // height), box[1]


def _pixels(look: Look, needed: tuple[int, int]) -> Image:
    """The picture upright in RGB, decoded no larger than it takes to show it at the needed size."""
    try:
        picture = JpegImageFile(io.BytesIO(look.bare))
        if picture.size != (look.width, look.height):
            raise Undrawable("the decoder sees another size")
        picture.draft(None, needed[::-1] if look.is_sideways else needed)
        picture.load()
    except (OSError, SyntaxError, ValueError, DecompressionBombError) as fault:
        raise Undrawable(type(fault).__name__) from fault
    colored = picture.convert("RGB")
    turn = TURNED_UPRIGHT.get(look.orientation)
    return colored.transpose(turn) if turn is not None else colored


def _encoded(pixels: Image, size: tuple[int, int], bytes_max: int) -> bytes:
    """A JPEG of these pixels at this size; of the best quality that is small enough, else of the least."""
    resized = pixels.resize(size, Resampling.LANCZOS)
    # A new picture has nothing but pixels, so nothing else can be written.
    fresh = frombytes("RGB", size, resized.tobytes())
    for quality in QUALITIES:
        out = io.BytesIO()
        fresh.save(out, "JPEG", quality=quality, optimize=True, subsampling=0)
        if out.tell() <= bytes_max:
            break
    return out.getvalue()
