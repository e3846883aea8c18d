"""The pictures of docs/operators.md: taken by the walks, and true as long as the walks pass.

Beside each picture stands what the screen said when it was taken. A walk that finds other words fails:
`make pictures` then takes them all anew, and shows what the guide has to be read again for.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.console import Console

DOCS = Path(__file__).parent.parent.parent / "docs"
PICTURES = DOCS / "pictures" / "console"
WORDS = PICTURES / "words.json"
GUIDE = DOCS / "operators.md"
TAKES_PICTURES = "PICTURES" in os.environ
RANDOM = re.compile(r"(X-Amz-\S+|request-\S+|LR-[0-9A-Z]{4}-[0-9A-Z]{4})")


def kept_words() -> dict[str, str]:
    """What each picture's screen said when it was taken."""
    return dict(json.loads(WORDS.read_text())) if WORDS.exists() else {}


@dataclass
class Guide:
    """One console whose screens are shown in the guide."""

    console: Console

    def show(self, name: str) -> None:
        """This screen is the picture `name`: taken anew, or compared with what was taken."""
        words = RANDOM.sub("…", " ".join(self.console.screen.inner_text().split()))
        _show(name, words, self.console.picture)


def show_page(page: Page, name: str) -> None:
    """A page that clients open is the picture `name`, in the same way."""
    words = RANDOM.sub("…", " ".join(page.locator("body").inner_text().split()))
    _show(name, words, lambda path: page.screenshot(path=path, full_page=True, animations="disabled"))


def _show(name: str, words: str, take: Callable[[Path], object]) -> None:
    if TAKES_PICTURES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        take(PICTURES / f"{name}.png")
        WORDS.write_text(json.dumps({**kept_words(), name: words}, indent=1, sort_keys=True) + "\n")
        return
    assert (PICTURES / f"{name}.png").exists(), f"{name} was never taken: make pictures"
    assert kept_words().get(name) == words, f"{name} shows something else by now: make pictures"


def pictures_of_the_guide() -> set[str]:
    """The names of the pictures that the guide shows."""
    return set(re.findall(r"\(pictures/console/([a-z_]+)\.png\)", GUIDE.read_text()))
