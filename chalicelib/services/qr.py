"""QR codes, as SVG. Only pages that show one import this, and segno."""

import io

import segno
from markupsafe import Markup

BORDER = 4  # Less, and cameras miss it.
SCALE = 8


def inline(address: str) -> Markup:
    """The code as SVG inside a page, black on white whatever the page's colors, as large as its place.

    It has no name of its own: the page says what it is.
    """
    # Made of digits and letters of our own: nothing in it was typed by anybody.
    return Markup(_drawn(address, omitsize=True, xmldecl=False, svgns=False, nl=False))  # noqa: S704


def picture(address: str, title: str) -> bytes:
    """The code as a file of its own."""
    return _drawn(address, scale=SCALE, title=title).encode()


def _drawn(address: str, **options: object) -> str:
    out = io.BytesIO()
    # Medium: readable with an eighth of it torn off.
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(
        out, kind="svg", border=BORDER, dark="#000", light="#fff", svgclass=None, lineclass=None, **options
    )
    return out.getvalue().decode()
