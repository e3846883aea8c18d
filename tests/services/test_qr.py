"""A code is drawn as cameras need it. That it reads back as its address, the browser tests show."""

import xml.etree.ElementTree as ET

from chalicelib.services import qr

ADDRESS = "https://abcdefghij.execute-api.us-east-1.amazonaws.com/studio/r/7hq2km9x4vbrt?c=qr"


def test_a_code_in_a_page_is_small_black_on_white_and_takes_its_places_size() -> None:
    drawn = qr.inline(ADDRESS)
    root = ET.fromstring(drawn)
    assert root.attrib.keys() == {"viewBox"}
    ground, dark = root
    assert (ground.attrib["fill"], dark.attrib["stroke"]) == ("#fff", "#000")
    assert len(drawn.encode()) < 2600


def test_a_code_has_a_quiet_border_of_four() -> None:
    root = ET.fromstring(qr.inline(ADDRESS))
    width = int(root.attrib["viewBox"].split()[2])
    assert (width - 2 * 4 - 17) % 4 == 0
    assert root[1].attrib["d"].startswith("M4 4.5")


def test_a_file_says_what_it_is_and_whatever_the_studio_is_called_stays_text() -> None:
    picture = qr.picture(ADDRESS, "<script>alert(1)</script> & Co")
    root = ET.fromstring(picture.decode())
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "<script>alert(1)</script> & Co"
    assert b"<script" not in picture
