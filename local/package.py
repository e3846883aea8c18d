"""Packages the product as it is deployed: a SAM template, its plain CloudFormation, a small zip, two layers.

Chalice ships whatever `requirements.txt` names, botocore with it. So it is run in a staging tree whose
`requirements.txt` is empty and whose `vendor/` holds the few pure packages that the Lambda runtime lacks.
What draws pictures and what cleans HTML are compiled code and large beside it, so each is a layer of the
functions that need it.
"""

import argparse
import compileall
import hashlib
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from chalicelib.services.renderer import COMPILED, compile_templates

ROOT = Path(__file__).resolve().parent.parent
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# What the runtime lacks. Everything else that requirements.txt pins comes with boto3, which it has.
VENDORED = frozenset({"pynamodb", "jinja2", "markupsafe", "segno", "tzdata"})
# In the layer: what a JPEG needs to be read and written, and no reader of anything else.
PICTURES = frozenset({"pillow"})
CLEANER = frozenset({"nh3"})
PICTURE_MODULES = frozenset(
    {
        "__init__",
        "_binary",
        "_deprecate",
        "_imaging",
        "_typing",
        "_util",
        "_version",
        "ExifTags",
        "Image",
        "ImageChops",
        "ImageColor",
        "ImageFile",
        "ImageMode",
        "ImagePalette",
        "ImageSequence",
        "GimpGradientFile",
        "GimpPaletteFile",
        "PaletteFile",
        "JpegImagePlugin",
        "JpegPresets",
        "TiffTags",
    }
)
PICTURE_LIBRARIES = ("libjpeg", "liblzma", "libopenjp2", "libtiff", "libXau", "libxcb", "libzstd")
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_28_x86_64")
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
BUCKET_OF_CODE, KEY_OF_CODE = "code", "deployment.zip"
KEY_OF_PICTURES, KEY_OF_CLEANER = "layer.zip", "cleaner.zip"
ZIPS = (KEY_OF_CODE, KEY_OF_PICTURES, KEY_OF_CLEANER)


def vendored_lines(requirements: str, names: frozenset[str] = VENDORED) -> str:
    """The pins and hashes of `requirements` with these names, as a requirements file of their own."""
    blocks: list[str] = []
    for line in requirements.splitlines():
        if line.startswith((" ", "\t")) and blocks:
            blocks[-1] += "\n" + line
        elif line and not line.startswith(("#", "-")):
            blocks.append(line)
    shipped = [block for block in blocks if block.split("==")[0].strip().lower() in names]
    return "\n".join(shipped) + "\n"


def vendor(cache: Path, names: frozenset[str] = VENDORED) -> Path:
    """The folder of shipped packages, filled once for each set of pins; after that nothing is fetched."""
    pins = vendored_lines((ROOT / "requirements.txt").read_text(), names)
    folder = cache / f"{PYTHON}-{hashlib.sha256(pins.encode()).hexdigest()[:16]}"
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        wanted = Path(scratch) / "pins.txt"
        wanted.write_text(pins)
        filled = Path(scratch) / "vendor"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        command += ["--only-binary=:all:", "--require-hashes", f"--python-version={PYTHON}"]
        command += ["--implementation=cp", *(f"--platform={name}" for name in PLATFORMS)]
        subprocess.run([*command, f"--target={filled}", f"--requirement={wanted}"], check=True)
        for part in filled.iterdir():
            if part.name in ("bin", "share") or part.suffix == ".dist-info":
                shutil.rmtree(part)
        filled.rename(folder)
    return folder


def stage(folder: Path, cache: Path) -> None:
    """Lays out what Chalice is to see, and nothing else."""
    clean = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    shutil.copy(ROOT / "app.py", folder)
    shutil.copytree(ROOT / "chalicelib", folder / "chalicelib", ignore=clean)
    # Read from its source, the first page or letter of a cold start takes a tenth of a second longer.
    compile_templates(folder / "chalicelib" / COMPILED.name)
    shutil.copytree(ROOT / ".chalice", folder / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    shutil.copytree(vendor(cache), folder / "vendor", ignore=clean)
    (folder / "requirements.txt").touch()


def chalice_package(folder: Path) -> Path:
    """Runs `chalice package` in the staging tree; returns the folder with its template and zip."""
    # Chalice imports app.py to find the doors, which needs no more of the environment than this.
    environment = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1")}
    command = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", "studio"]
    done = subprocess.run(
        [*command, "--merge-template", ".chalice/resources.json", "packaged"],
        cwd=folder,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"chalice package failed:\n{done.stdout}{done.stderr}")
    return folder / "packaged"


def layer(folder: Path, cache: Path) -> None:
    """Lays out the layer of pictures: of what is vendored for it, the parts that a JPEG needs."""
    vendored = vendor(cache, PICTURES)
    kept = [each for each in (vendored / "PIL").iterdir() if each.name.split(".")[0] in PICTURE_MODULES]
    kept += [each for each in (vendored / "pillow.libs").iterdir() if each.name.startswith(PICTURE_LIBRARIES)]
    for file in kept:
        if file.suffix in (".py", ".so") or ".so." in file.name:
            target = folder / "python" / file.relative_to(vendored)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def cleaner(folder: Path, cache: Path) -> None:
    """Lays out the layer that cleans HTML."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyi", "py.typed")
    shutil.copytree(vendor(cache, CLEANER), folder / "python", ignore=ignored)


def compiled_zip(source: Path, target: Path) -> None:
    """Writes the zip `source` again as a compiled one."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        with zipfile.ZipFile(source) as packed:
            packed.extractall(tree)
        compiled(tree, target, "/var/task")


def compiled(tree: Path, target: Path, prefix: str) -> None:
    """Writes a tree as a zip with compiled code in it, in a fixed order and with a fixed date.

    A function's folder is read-only, so without this every cold start compiles everything anew. The code is
    marked as never to be checked against its source, whose dates the zip does not keep.
    """
    for stale in tree.rglob("*.pyc"):
        stale.unlink()
    compileall.compile_dir(
        tree,
        quiet=1,
        force=True,
        stripdir=str(tree),
        prependdir=prefix,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(path for path in tree.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(tree)), ZIP_DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())


def expanded(template: dict[str, Any]) -> dict[str, Any]:
    """The plain CloudFormation that the SAM transform makes of `template`."""
    from samtranslator.translator.transform import transform

    class NoManagedPolicies:
        """We name none, and looking them up would ask IAM."""

        def load(self) -> dict[str, str]:
            return {}

    plain: dict[str, Any] = transform(template, {}, NoManagedPolicies())
    return plain


def package(out: Path, cache: Path = ROOT / ".local" / "vendor") -> None:
    """Leaves `sam.json`, `template.json` (the same, expanded) and the zips in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        stage(tree, cache)
        packaged = chalice_package(tree)
        compiled_zip(packaged / "deployment.zip", out / "deployment.zip")
        sam = json.loads((packaged / "sam.json").read_text())
    for lay_out, name in ((layer, KEY_OF_PICTURES), (cleaner, KEY_OF_CLEANER)):
        with tempfile.TemporaryDirectory() as scratch:
            lay_out(Path(scratch), cache)
            compiled(Path(scratch), out / name, "/opt")
    (out / "sam.json").write_text(json.dumps(sam, indent=1) + "\n")
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    for resource in sam["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": BUCKET_OF_CODE, "Key": KEY_OF_CODE}
    (out / "template.json").write_text(json.dumps(expanded(sam), indent=1) + "\n")


def main() -> None:
    """`python -m local.package OUT`."""
    reader = argparse.ArgumentParser(description=main.__doc__)
    reader.add_argument("out", type=Path)
    out = reader.parse_args().out
    package(out)
    zips = ", ".join(f"{name} ({(out / name).stat().st_size / 1e6:.2f} MB)" for name in ZIPS)
    print(f"{out}: sam.json, template.json, {zips}, for Python {PYTHON}")


if __name__ == "__main__":
    main()
