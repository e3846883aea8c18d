"""The cold start of each function against a bare Chalice app that makes one botocore DynamoDB client.

`python -m bench.cold_start PACKAGE` unpacks the zip of a package and starts each function in a fresh process,
in turn with the bare one; printed are the medians of the CPU time and of the ratio, pair by pair.
"""

import argparse
import ast
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests import template

RUNS = 7
ROOT = Path(__file__).resolve().parent.parent
# A screen is imported when it is asked for; the one that every dashboard opens on belongs to the start.
FIRST_SCREEN = {"console": "import chalicelib.handlers.console.start"}
BARE = """
from chalice import Chalice
import botocore.session
app = Chalice(app_name="hello")
@app.route("/")
def hello(): return {}
botocore.session.get_session().create_client("dynamodb")
"""


def doors() -> dict[str, str]:
    """What each function imports before it does anything, by function name, as app.py says."""
    tree = ast.parse((ROOT / "app.py").read_text())
    found: dict[str, str] = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or not node.decorator_list:
            continue
        decorator = node.decorator_list[0]
        if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
            continue
        name = "api_handler" if decorator.func.attr == "route" else node.name
        imports = [ast.unparse(each) for each in node.body if isinstance(each, ast.ImportFrom)]
        if imports and name not in found:
            found[name] = "\n".join([*imports, *filter(None, [FIRST_SCREEN.get(name)])])
    return found


def start(script: str, folder: Path, environment: dict[str, str]) -> float:
    """CPU milliseconds of one fresh process that runs `script`, the interpreter's own start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def environment() -> dict[str, str]:
    """What the template gives a function, with names of no meaning."""
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **template.environment()}


def main() -> None:
    """Measures and prints one line a function."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("package", type=Path, help="the folder that `make package OUT=` filled")
    reader.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    asked = reader.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        zipfile.ZipFile(asked.package / "deployment.zip").extractall(folder)
        given = environment()
        client = "from chalicelib.models.base import client; client()"
        for name, imports in doors().items():
            script = f"import app\n{imports}\n{client}"
            pairs = [(start(script, folder, given), start(BARE, folder, given)) for _ in range(RUNS)]
            found[name] = {
                "cpu_ms": round(statistics.median(ours for ours, _ in pairs)),
                "ratio_to_bare": round(statistics.median(ours / bare for ours, bare in pairs), 2),
            }
    if asked.json:
        print(json.dumps(found))
        return
    print(f"{'function':<16}{'CPU ms':>8}{'ratio to a bare Chalice with a DynamoDB client':>50}")
    for name, figures in found.items():
        print(f"{name:<16}{figures['cpu_ms']:>8}{figures['ratio_to_bare']:>50}")


if __name__ == "__main__":
    main()
