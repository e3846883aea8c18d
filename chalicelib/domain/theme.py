"""The studio's colors, repaired where people could not read them.

Source: rules 7 (blank resets, `#rgb` or `#rrggbb`, contrast repaired to WCAG AA and the operator told).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "background": "#ffffff",
        "text": "#292524",
        "heading": "#1c1917",
        "button": "#1f4b43",
        "button_text": "#ffffff",
        "link": "#1f5c50",
        "border": "#8c857d",
        "error": "#b3261e",
    }
)
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_BLENDS = 50


def color(text: str) -> str | None:
    """`#rrggbb` of `#rgb` or `#rrggbb`, with or without `#`; None for all else, so that no CSS slips in."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        return None
    digits = match.group(1).lower()
    return "#" + (digits if len(digits) == len("rrggbb") else "".join(2 * digit for digit in digits))


@dataclass(frozen=True)
class Repair:
    """A color that was hard to read on its ground, and the one shown instead."""

    name: str
    wanted: str
    shown: str


@dataclass(frozen=True)
class Theme:
    """The colors of a page, all readable, and what was changed to make them so."""

    colors: Mapping[str, str]
    repairs: tuple[Repair, ...] = ()


def theme(wanted: Mapping[str, str]) -> Theme:
    """The page's colors: each as wanted or its default, moved towards black or white until it can be read.

    `soft` (a quiet ground), `muted` (quiet text, readable on both grounds) and `rule` (a line that only
    decorates) are made from the others. Never refuses.
    """
    return _theme(tuple(color(wanted.get(name, "")) or default for name, default in DEFAULTS.items()))


@lru_cache(maxsize=8)
def _theme(wanted: tuple[str, ...]) -> Theme:
    asked = dict(zip(DEFAULTS, wanted, strict=True))
    ground = asked["background"]
    soft = _blend(ground, asked["text"], 0.04)
    if max(min(contrast(end, soft), contrast(end, ground)) for end in ("#000000", "#ffffff")) < TEXT_CONTRAST:
        soft = ground  # A middle grey has no room for a second ground.
    shown = dict(asked)
    for name in ("text", "heading", "link", "error"):
        shown[name] = _readable(asked[name], (ground, soft), TEXT_CONTRAST)
    shown["border"] = _readable(asked["border"], (ground,), SHAPE_CONTRAST)
    shown["button_text"] = _readable(asked["button_text"], (asked["button"],), TEXT_CONTRAST)
    repairs = tuple(Repair(name, asked[name], shown[name]) for name in asked if shown[name] != asked[name])
    shown["soft"] = soft
    shown["muted"] = _readable(_blend(shown["text"], ground, 0.3), (ground, soft), TEXT_CONTRAST)
    shown["rule"] = _blend(ground, shown["text"], 0.14)
    return Theme(MappingProxyType(shown), repairs)


def contrast(first: str, second: str) -> float:
    """WCAG's contrast of two colors: 1 for the same, 21 for black on white."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(wanted: str, grounds: tuple[str, ...], least: float) -> str:
    """The color nearest to `wanted` that stands out from every ground."""

    def weakest(candidate: str) -> float:
        return min(contrast(candidate, ground) for ground in grounds)

    if weakest(wanted) >= least:
        return wanted
    # Black or white stands out from any ground by 4.58 or more.
    end = max("#000000", "#ffffff", key=weakest)
    for step in range(1, _BLENDS + 1):
        candidate = _blend(wanted, end, step / _BLENDS)
        if weakest(candidate) >= least:
            return candidate
    return end


def _channels(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _luminance(text: str) -> float:
    linear = [
        channel / 255 / 12.92 if channel / 255 <= 0.04045 else ((channel / 255 + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for channel in _channels(text)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _blend(start: str, end: str, share: float) -> str:
    mixed = (
        round(first + (second - first) * share)
        for first, second in zip(_channels(start), _channels(end), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
