"""Cleans a studio's HTML down to what email needs. The only importer of nh3, which is in its own layer."""

import re
from functools import cache

import nh3

from chalicelib.domain.letter_style import clean_style
from chalicelib.domain.merge_html import begins_with_link

TAGS = frozenset(
    {
        *("a", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "div", "dl"),
        *("dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre"),
        *("s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "u", "ul"),
    }
)
DROPPED_WHOLE = frozenset(
    {
        *("applet", "audio", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes"),
        *("noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea"),
        *("title", "video", "xmp"),
    }
)
_BOX = {"align", "bgcolor", "height", "valign", "width"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "dir", "lang", "role", "style", "title"},
    "a": {"href"},
    "col": {"span", "width"},
    "font": {"color", "face", "size"},
    "img": {"alt", "border", "height", "src", "width"},
    "ol": {"start", "type"},
    "table": {*_BOX, "border", "cellpadding", "cellspacing"},
    "td": {*_BOX, "colspan", "rowspan"},
    "th": {*_BOX, "colspan", "rowspan", "scope"},
    "tr": _BOX,
    "ul": {"type"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
AROUND = frozenset({"html", "head", "body", "meta"})
"""What a whole page has around its words."""
_ELEMENT = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,30})")
_EVENT = re.compile(r"<[^<>]{0,2000}?\s(on[a-z]{2,30})\s*=", re.IGNORECASE)
_LEADS_SOMEWHERE = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def taken_out(html: str) -> list[str]:
    """The names of elements and events in `html` that cleaning takes out, each once, for whoever wrote it."""
    elements = {name.lower() for name in _ELEMENT.findall(html)} - TAGS - AROUND
    events = {name.lower() for name in _EVENT.findall(html)}
    return sorted(elements) + sorted(events)


def cleaned(html: str) -> str:
    """`html` with nothing in it but what letters may have; cleaning it again changes nothing.

    No scripts, forms, frames, events or style sheets; links to pages, addresses and phones, pictures from
    `https`, or to a merge field that is a link; inline styles of a list. A whole page becomes its body.
    """
    return _cleaner().clean(html).strip()


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=SCHEMES,
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """What an attribute may say; None takes it away."""
    if name == "style":
        return clean_style(value) or None
    if name == "src":
        return value if value[:8].lower() == "https://" else None
    if name == "href":
        return value if _LEADS_SOMEWHERE.match(value) or begins_with_link(value) else None
    return value
