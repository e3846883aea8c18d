import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.jpeg import PIXELS_MAX, SCANS_MAX, SIDE_MAX, SIDE_MIN, Flaw, Look, looked_at
from tests.domain.jpegs import by_hand, frame, jpeg, scan, segment, turned

APP1, APP2, COMMENT, HUFFMAN = 0xE1, 0xE2, 0xFE, 0xC4


def seen(body: bytes) -> tuple[int, int, int, int] | Flaw:
    look = looked_at(body)
    return look if isinstance(look, Flaw) else (look.width, look.height, look.colors, look.orientation)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (jpeg(), (400, 300, 3, 1)),
        (jpeg(mode="L"), (400, 300, 1, 1)),
        (jpeg(mode="CMYK"), (400, 300, 4, 1)),
        (jpeg(progressive=True), (400, 300, 3, 1)),
        (jpeg(restart_marker_rows=1), (400, 300, 3, 1)),
        (jpeg() + b"<html><script>alert(1)</script>", (400, 300, 3, 1)),
        (turned(1), (400, 300, 3, 1)),
        (turned(6), (300, 400, 3, 6)),
        (turned(3), (400, 300, 3, 3)),
        (by_hand(b"\xff\xff", frame(20, 30), scan()), (20, 30, 3, 1)),
        (by_hand(frame(SIDE_MIN, SIDE_MIN), scan()), (SIDE_MIN, SIDE_MIN, 3, 1)),
        (by_hand(frame(8000, PIXELS_MAX // 8000), scan()), (8000, PIXELS_MAX // 8000, 3, 1)),
        (by_hand(frame(20, 30), scan() * SCANS_MAX), (20, 30, 3, 1)),
    ],
)
def test_a_jpeg_says_its_size_colors_and_turn(body, expected):
    assert seen(body) == expected


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (b"", Flaw.NO_JPEG),
        (b"\xff\xd8", Flaw.NO_JPEG),
        (b"GIF89a" + jpeg(), Flaw.NO_JPEG),
        (b"\x89PNG\r\n\x1a\n", Flaw.NO_JPEG),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Flaw.NO_JPEG),
        (b"\xff\xd8\xff", Flaw.CUT_OFF),
        (jpeg()[:100], Flaw.CUT_OFF),
        (jpeg()[:-2], Flaw.CUT_OFF),
        (by_hand(), Flaw.CUT_OFF),
        (by_hand(frame(20, 30)), Flaw.CUT_OFF),
        (by_hand(scan()), Flaw.CUT_OFF),
        (by_hand(b"\xff\xc0\x00\x01"), Flaw.CUT_OFF),
        (by_hand(b"\xff\x00\x00\x02"), Flaw.CUT_OFF),
        (by_hand(segment(0xC0, b"\x08\x00")), Flaw.CUT_OFF),
        (by_hand(frame(20, 30, marker=0xC3), scan()), Flaw.UNUSUAL),
        (by_hand(frame(20, 30, marker=0xC9), scan()), Flaw.UNUSUAL),
        (by_hand(frame(20, 30, precision=12), scan()), Flaw.UNUSUAL),
        (by_hand(frame(20, 30, colors=2), scan()), Flaw.UNUSUAL),
        (by_hand(frame(20, 0), scan()), Flaw.UNUSUAL),
        (by_hand(frame(20, 30), frame(60_000, 60_000), scan()), Flaw.UNUSUAL),
        (by_hand(frame(SIDE_MIN - 1, 300), scan()), Flaw.TOO_SMALL),
        (by_hand(frame(65_500, 65_500), scan()), Flaw.TOO_LARGE),
        (by_hand(frame(8000, PIXELS_MAX // 8000 + 1), scan()), Flaw.TOO_LARGE),
        (by_hand(frame(SIDE_MAX + 1, 20), scan()), Flaw.TOO_LARGE),
        (by_hand(frame(20, 30), scan() * (SCANS_MAX + 1)), Flaw.TOO_LARGE),
    ],
)
def test_what_is_no_picture_is_known_before_it_is_decoded(body, flaw):
    assert looked_at(body) is flaw


def exif(entries: bytes, count: int, order: bytes = b"MM") -> bytes:
    head = b"Exif\0\0MM\0*\0\0\0\x08" if order == b"MM" else b"Exif\0\0II*\0\x08\0\0\0"
    return head + count.to_bytes(2, "big" if order == b"MM" else "little") + entries


@pytest.mark.parametrize(
    ("content", "orientation"),
    [
        (exif(b"\x01\x12\0\x03\0\0\0\x01\0\x08\0\0", 1), 8),
        (exif(b"\x12\x01\x03\0\x01\0\0\0\x05\0\0\0", 1, b"II"), 5),
        (exif(b"\x01\x0f\0\x02\0\0\0\x01\0\0\0\0\x01\x12\0\x03\0\0\0\x01\0\x02\0\0", 2), 2),
        (exif(b"\x01\x12\0\x03\0\0\0\x01\0\x09\0\0", 1), 1),
        (exif(b"\x01\x12\0\x03\0\0\0\x01\0\x00\0\0", 1), 1),
        (exif(b"\x01\x12\0\x02\0\0\0\x01\0\x06\0\0", 1), 1),
        (exif(b"", 65_535), 1),
        (b"Exif\0\0MM\0*\xff\xff\xff\xff", 1),
        (b"Exif\0\0XX", 1),
        (b"http://ns.adobe.com/xap/1.0/", 1),
    ],
)
def test_a_turn_that_makes_no_sense_is_none(content, orientation):
    look = looked_at(by_hand(segment(APP1, content), frame(20, 30), scan()))
    assert isinstance(look, Look)
    assert look.orientation == orientation


def test_what_stands_beside_the_picture_does_not_go_on():
    beside = [segment(marker, b"secret") for marker in (APP1, APP2, 0xED, 0xEF, COMMENT)]
    kept = [segment(0xE0, b"JFIF\0"), segment(0xEE, b"Adobe"), segment(HUFFMAN, b"table"), frame(20, 30)]
    drawn = scan(b"\x01\xff\x00\x02\xff\xd0\x03") + scan(b"\x04")
    look = looked_at(by_hand(*beside, *kept, *beside, drawn, *beside) + b"secret")
    assert isinstance(look, Look)
    assert look.bare == by_hand(*kept, drawn)


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_break_it(tail, whole):
    body = b"\xff\xd8\xff" + tail + (b"\xff\xd9" if whole else b"")
    assert isinstance(looked_at(body), Flaw | Look)


@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=4))
def test_no_damage_breaks_it(place, bytes_there):
    body = bytearray(turned(6))
    place %= len(body)
    body[place : place + len(bytes_there)] = bytes_there
    look = looked_at(bytes(body))
    assert isinstance(look, Flaw) or look.width * look.height <= PIXELS_MAX
