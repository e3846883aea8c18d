"""The inline styles that a studio's letter may have: what mail programs know and nothing that fetches."""

import re

STYLES_MAX = 60
PROPERTIES = frozenset(
    {
        *("background-color", "color", "opacity"),
        *("border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius"),
        *("border-right", "border-spacing", "border-style", "border-top", "border-width"),
        *("font", "font-family", "font-size", "font-style", "font-variant", "font-weight"),
        *("height", "max-height", "max-width", "min-height", "min-width", "width"),
        *("letter-spacing", "line-height", "white-space", "word-break", "word-spacing", "overflow-wrap"),
        *("list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top"),
        *("padding", "padding-bottom", "padding-left", "padding-right", "padding-top"),
        *("display", "float", "clear", "direction", "table-layout", "vertical-align"),
        *("text-align", "text-decoration", "text-indent", "text-transform"),
    }
)
_VALUE = re.compile(r"[A-Za-z0-9#%.,'() +-]{1,200}")
_CALLS = re.compile(r"([a-z-]*)\(", re.IGNORECASE)
HARMLESS_CALLS = frozenset({"rgb", "rgba", "hsl", "hsla"})
# What would make words that stand in the letter unseen, or lay it over what we add.
HIDING = frozenset({("display", "none"), ("opacity", "0")})


def clean_style(text: str) -> str:
    """The declarations of a `style` that may stay, tidied; empty when none may.

    Only listed properties with plain values: no escapes, no comments, no `url()`, nothing negative that
    would pull the letter over what stands around it.
    """
    kept = []
    for declaration in text.split(";")[:STYLES_MAX]:
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.replace("!important", "").split())
        if colon and name in PROPERTIES and _is_plain(value) and (name, value.lower()) not in HIDING:
            kept.append(f"{name}: {value}")
    return "; ".join(kept)


def _is_plain(value: str) -> bool:
    if not _VALUE.fullmatch(value) or re.search(r"(^|[\s,(])-", value):
        return False
    return all(call.lower() in HARMLESS_CALLS for call in _CALLS.findall(value))
