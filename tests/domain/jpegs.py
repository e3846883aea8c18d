"""JPEGs for the tests: drawn by Pillow, or put together by hand where no program would write them."""

import io
from functools import cache
from typing import Any

from PIL import Image

CORNERS = ((220, 20, 20), (20, 160, 20), (20, 20, 220), (230, 220, 20))
"""Top left, top right, bottom left, bottom right of a picture that is the right way up."""
START, END = b"\xff\xd8", b"\xff\xd9"


@cache
def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Four colored quarters, so that every turn can be told from every other."""
    image = Image.new("RGB", (width, height))
    for place, color in enumerate(CORNERS):
        left, top = (place % 2) * width // 2, (place // 2) * height // 2
        image.paste(color, (left, top, left + -(-width // 2), top + -(-height // 2)))
    return image.convert(mode)


def jpeg(width: int = 400, height: int = 300, mode: str = "RGB", **told: Any) -> bytes:
    """The quarters as a JPEG; what is `told` goes to Pillow's writer."""
    out = io.BytesIO()
    picture(width, height, mode).save(out, "JPEG", quality=90, **told)
    return out.getvalue()


def turned(orientation: int, width: int = 400, height: int = 300) -> bytes:
    """The quarters as a camera stores them that was held otherwise, and says so: upright they are as ever."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's turns, each the other way around.
    image = picture(width, height)
    if orientation in undo:
        image = image.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    exif[0x010F] = "Camera of Jane Lake"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif.tobytes())
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    """One segment with its length."""
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def frame(width: int, height: int, *, marker: int = 0xC0, precision: int = 8, colors: int = 3) -> bytes:
    """A frame header that claims this size."""
    said = bytes((precision,)) + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes((colors,))
    return segment(marker, said + b"\x01\x11\x00" * colors)


def scan(content: bytes = b"\x12\x34") -> bytes:
    """A scan that draws nothing."""
    return segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + content


def by_hand(*parts: bytes) -> bytes:
    """A file of these parts."""
    return START + b"".join(parts) + END


def corners(body: bytes) -> list[tuple[int, int, int]]:
    """The colors a little inside the four corners."""
    image = Image.open(io.BytesIO(body)).convert("RGB")
    width, height = image.size
    places = [
        (x, y) for y in (height // 8, height - 1 - height // 8) for x in (width // 8, width - 1 - width // 8)
    ]
    found = [image.getpixel(place) for place in places]
    return [(int(r), int(g), int(b)) for r, g, b in found]  # type: ignore[misc]


def looks_upright(body: bytes, tolerance: int = 40) -> bool:
    """Whether the four quarters are where they belong."""
    return all(
        abs(one - other) <= tolerance
        for found, meant in zip(corners(body), CORNERS, strict=True)
        for one, other in zip(found, meant, strict=True)
    )
