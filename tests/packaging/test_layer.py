"""The layers: small, enough by themselves, and no part of what every function carries."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.package import ROOT, cleaner, compiled
from local.package import layer as lay_out
from tests.domain.jpegs import turned
from tests.packaging.conftest import Packaged

DRAWN = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from chalicelib.domain.jpeg import looked_at
from chalicelib.services.pictures import Frame, drawn
picture = drawn(looked_at(open(sys.argv[3], "rb").read()), Frame(128, 128, 8000))
from PIL import Image, __file__
Image.init()
print(json.dumps([picture.width, picture.height, sorted(Image.OPEN), __file__]))
"""

CLEANED = """
import sys
sys.path[:0] = sys.argv[1:3]
from chalicelib.services.cleaner import cleaned
import nh3
assert nh3.__file__.startswith(sys.argv[2]), nh3.__file__
print(cleaned("<p onclick=x>Hi<script>1</script></p>"))
"""


@pytest.fixture(scope="session")
def layer(packaged: Packaged) -> Path:
    folder = packaged.folder / "layer"
    with zipfile.ZipFile(packaged.folder / "layer.zip") as packed:
        packed.extractall(folder)
    return folder


def test_it_is_small(packaged: Packaged) -> None:
    assert (packaged.folder / "layer.zip").stat().st_size <= 3_000_000


def test_it_is_the_same_again(packaged: Packaged, tmp_path: Path) -> None:
    lay_out(tmp_path / "tree", ROOT / ".local" / "vendor")
    compiled(tmp_path / "tree", tmp_path / "layer.zip", "/opt")
    assert (tmp_path / "layer.zip").read_bytes() == (packaged.folder / "layer.zip").read_bytes()


def test_it_draws_a_picture_by_itself_and_reads_nothing_but_jpeg(
    packaged: Packaged, layer: Path, tmp_path: Path
) -> None:
    file = tmp_path / "picture.jpg"
    file.write_bytes(turned(6))
    # Without site-packages, as in Lambda's own Python.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", DRAWN, str(packaged.tree), str(layer / "python"), str(file)],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    width, height, readers, found_in = json.loads(done.stdout)
    assert (width, height) == (128, 96)
    assert readers == ["JPEG"]
    assert found_in.startswith(str(layer))


def test_the_zip_of_all_functions_has_no_part_of_it(packaged: Packaged) -> None:
    assert not {path.name for path in packaged.tree.iterdir()} & {"PIL", "pillow.libs", "nh3"}


def test_the_one_that_cleans_is_small_and_the_same_again(packaged: Packaged, tmp_path: Path) -> None:
    made = packaged.folder / "cleaner.zip"
    assert made.stat().st_size <= 1_100_000
    cleaner(tmp_path / "tree", ROOT / ".local" / "vendor")
    compiled(tmp_path / "tree", tmp_path / "cleaner.zip", "/opt")
    assert (tmp_path / "cleaner.zip").read_bytes() == made.read_bytes()


def test_it_cleans_by_itself(packaged: Packaged) -> None:
    folder = packaged.folder / "cleaner"
    with zipfile.ZipFile(packaged.folder / "cleaner.zip") as packed:
        packed.extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", CLEANED, str(packaged.tree), str(folder / "python")],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "<p>Hi</p>"
