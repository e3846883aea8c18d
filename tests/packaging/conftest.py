"""The package as it is deployed, made once for these tests."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.package import package


@dataclass(frozen=True)
class Packaged:
    """What `make package` leaves, and the zip as a function finds it."""

    folder: Path
    tree: Path
    sam: dict[str, Any]
    plain: dict[str, Any]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The expanded template's resources of one type, by their logical ids."""
        return {name: each for name, each in self.plain["Resources"].items() if each["Type"] == kind}


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    folder = tmp_path_factory.mktemp("package")
    package(folder)
    tree = folder / "tree"
    with zipfile.ZipFile(folder / "deployment.zip") as packed:
        packed.extractall(tree)
    sam, plain = (json.loads((folder / name).read_text()) for name in ("sam.json", "template.json"))
    return Packaged(folder, tree, sam, plain)
