"""What is shipped is small, complete, compiled and the same whenever it is made."""

import hashlib
import zipfile
from pathlib import Path

from local.package import VENDORED, package
from tests.packaging.conftest import Packaged

ROOT = Path(__file__).parent.parent.parent


def test_it_is_small(packaged: Packaged) -> None:
    assert (packaged.folder / "deployment.zip").stat().st_size <= 5_200_000


def test_it_holds_the_product_and_its_few_packages_alone(packaged: Packaged) -> None:
    top = {path.name for path in packaged.tree.iterdir()}
    ours = {"app.py", "__pycache__", "chalice", "chalicelib"}
    assert top == ours | {"jinja2", "markupsafe", "pynamodb", "segno", "tzdata"}
    assert len(VENDORED) == len(top - ours)


def test_it_holds_every_file_of_ours_with_its_templates_compiled_and_nothing_else(packaged: Packaged) -> None:
    def files(root: Path) -> set[str]:
        found = (path for path in (root / "chalicelib").rglob("*") if path.is_file())
        return {str(path.relative_to(root)) for path in found if path.suffix != ".pyc"}

    made = {file for file in files(packaged.tree) if file.startswith("chalicelib/templates_compiled/")}
    assert files(packaged.tree) - made == files(ROOT)
    templates = [file for file in files(ROOT) if file.startswith("chalicelib/templates/")]
    assert len(made) == len(templates)


def test_all_of_it_is_compiled_once_for_all(packaged: Packaged) -> None:
    for source in packaged.tree.rglob("*.py"):
        (compiled,) = (source.parent / "__pycache__").glob(f"{source.stem}.cpython-*.pyc")
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == 0b01, "hashed, and not checked again"


def test_it_is_the_same_again(packaged: Packaged, tmp_path: Path) -> None:
    package(tmp_path)

    def digest(folder: Path) -> str:
        return hashlib.sha256((folder / "deployment.zip").read_bytes()).hexdigest()

    assert digest(tmp_path) == digest(packaged.folder)
    assert zipfile.ZipFile(tmp_path / "deployment.zip").testzip() is None
