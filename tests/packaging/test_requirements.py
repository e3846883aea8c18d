"""Whatever is installed is pinned, hashed and named by nobody's address."""

import re
from pathlib import Path

import pytest

from local.package import VENDORED, vendored_lines

ROOT = Path(__file__).parent.parent.parent
LOCKS = ["requirements.txt", *(f"requirements/{name}.txt" for name in ("dev", "cloud", "oldest"))]
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==[\w.]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+$")


def blocks(name: str) -> list[str]:
    """A lock file's pins, each with its hashes."""
    text = "\n".join(line for line in (ROOT / name).read_text().splitlines() if not line.startswith("#"))
    return [block for block in re.split(r"\n(?=\S)", text.strip()) if block]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    assert [block for block in blocks(name) if not PIN.match(block)] == []


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", ".npmrc"])
def test_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "resolved" not in text.replace("omit-lockfile-registry-resolved", "")
    assert "index-url" not in text
    assert "find-links" not in text


def test_what_is_shipped_is_a_requirement_of_the_product() -> None:
    required = {block.split("==")[0] for block in blocks("requirements.txt")}
    assert required >= VENDORED
    assert "chalice" not in required, "Chalice puts its own two files into the zip"


def test_shipped_pins_keep_their_hashes() -> None:
    text = "# a comment\njinja2==3.1.6 \\\n    --hash=sha256:aa\nurllib3==2 \\\n    --hash=sha256:bb\n"
    assert vendored_lines(text) == "jinja2==3.1.6 \\\n    --hash=sha256:aa\n"


def test_development_uses_the_versions_that_are_shipped() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(block.split()[0].split("==") for block in blocks(name) if ";" not in block)

    shipped, development = pins("requirements.txt"), pins("requirements/dev.txt")
    both = shipped.keys() & development.keys()
    assert both > {"botocore"}
    assert {name: shipped[name] for name in both} == {name: development[name] for name in both}


def test_the_oldest_botocore_that_is_tested_with_is_the_one_that_is_promised() -> None:
    (pin,) = [
        block.split()[0] for block in blocks("requirements/oldest.txt") if block.startswith("botocore==")
    ]
    promised = (ROOT / "docs" / "deploying.md").read_text()
    assert f"botocore, {pin.partition('==')[2]} or newer" in promised
