"""What the page needs from behind it: the dashboards, and the functions that their widgets name."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

BYTES_OF_A_CALL = 6 * 1024 * 1024
"""What Lambda takes and gives at most in a call that waits."""

Body = Mapping[str, Any]


class Broken(Exception):
    """A function gave no answer; the message is what the operator would be shown."""


class Backend(Protocol):
    """CloudWatch and Lambda, or what stands in for them."""

    def dashboards(self) -> Mapping[str, Body]:
        """Every dashboard's body by its name."""

    def invoke(self, arn: str, payload: Mapping[str, Any]) -> Any:
        """What the function answers, as Lambda gives it back: plain JSON. Raises Broken."""


def endpoints(dashboards: Mapping[str, Body]) -> set[str]:
    """The functions that the custom widgets of these dashboards name."""
    return {
        str(widget["properties"]["endpoint"])
        for body in dashboards.values()
        for widget in body.get("widgets", ())
        if widget.get("type") == "custom" and widget.get("properties", {}).get("endpoint")
    }


def fitting(content: Any) -> bytes:
    """The content as Lambda carries it; refused above what it carries."""
    carried = json.dumps(content).encode()
    if len(carried) > BYTES_OF_A_CALL:
        raise Broken(f"{len(carried)} bytes are more than a call of a function carries")
    return carried
