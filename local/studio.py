"""The demonstration studio: the product deployed on the local cloud, seeded, with its pages beside it."""

import fcntl
import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from local import outbox, pages, seed
from local import outputs as written
from local.cloud import ROOT, Cloud
from local.deploy import LOCAL_PARAMETERS, deploy
from local.package import PYTHON, package
from local.process import Failed, waited

CODE_BUCKET = "code"
SECONDS_TO_ANSWER = 60


def up(cloud: Cloud, tell: Callable[[str], None], parameters: dict[str, str] | None = None) -> dict[str, Any]:
    """Starts, deploys, seeds and opens the pages, whatever of it is not done yet; returns the outputs."""
    tell("Starting the local cloud ...")
    cloud.up()
    tell("Packaging as it would be deployed ...")
    package_folder = packaged()
    tell("Deploying by CloudFormation ...")
    outputs = deployed(cloud, package_folder, parameters)
    outputs["host_page_url"] = pages.start(cloud.folder) + "/"
    outputs["outbox_url"] = outputs["host_page_url"] + "outbox"
    outputs["console_url"] = outputs["host_page_url"] + "console"
    outputs["letters_file"] = str(outbox.file_in(cloud.folder))
    written.write(cloud.folder, outputs)
    tell("Seeding the demonstration studio ...")
    outputs |= seed.seed(outputs)
    written.write(cloud.folder, outputs)
    if not waited(SECONDS_TO_ANSWER, lambda: _serves(outputs["form_url"])):
        raise Failed(f"the form at {outputs['form_url']} does not answer; see {cloud.program.log}")
    return outputs


def deployed(cloud: Cloud, package_folder: Path, parameters: dict[str, str] | None = None) -> dict[str, Any]:
    """Deploys the package to a running local cloud by the calls that production uses; returns the outputs."""
    cloud.client("s3").create_bucket(Bucket=CODE_BUCKET)
    deploy(cloud.client, package_folder, CODE_BUCKET, parameters={**LOCAL_PARAMETERS, **(parameters or {})})
    return written.read(cloud)


def down(cloud: Cloud) -> None:
    """Stops what `up` started; the state is kept."""
    pages.program(cloud.folder).stop()
    if cloud.program.pid is not None and cloud.answers():
        outbox.keep(cloud.folder, cloud.endpoint_url)
    cloud.down()


def reset(cloud: Cloud) -> None:
    """Stops everything and forgets the studio."""
    pages.program(cloud.folder).forget()
    cloud.reset()
    (cloud.folder / "outputs.json").unlink(missing_ok=True)


def packaged() -> Path:
    """The folder with the package of the tree as it is now, made again only when what is shipped changed."""
    folder = ROOT / ".local" / "package"
    folder.parent.mkdir(exist_ok=True)
    # Of several who want it at once the first makes it.
    with (folder.parent / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark, digest = folder / "digest", _digest()
        if not mark.exists() or mark.read_text() != digest:
            package(folder)
            mark.write_text(digest)
    return folder


def _digest() -> str:
    """Of all that is shipped, as it is now."""
    sources = [ROOT / "app.py", ROOT / "requirements.txt", ROOT / "local" / "package.py"]
    for shipped in ("chalicelib", ".chalice"):
        sources += [path for path in (ROOT / shipped).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    digest = hashlib.sha256(PYTHON.encode())
    for source in sorted(sources):
        digest.update(f"\n{source.relative_to(ROOT)}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def _serves(address: str) -> bool:
    # A browser always says what it accepts, and API Gateway answers otherwise when nothing is said.
    try:
        asked = urllib.request.Request(address, headers={"Accept": "text/html"})
        with urllib.request.urlopen(asked, timeout=30) as page:
            return bool(page.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
