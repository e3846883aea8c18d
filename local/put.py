"""Puts a file into the local studio's bucket: `python -m local.put FILE imports/invoices/NAME.csv`."""

import argparse
import json
from pathlib import Path

from local.cloud import Cloud


def put(cloud: Cloud, file: Path, key: str) -> str:
    """Stores the file under `key`, over what stood there; returns its address."""
    bucket: str = json.loads((cloud.folder / "outputs.json").read_text())["bucket"]
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=file.read_bytes())
    return f"s3://{bucket}/{key}"


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("file", type=Path)
    reader.add_argument("key")
    asked = reader.parse_args()
    print(put(Cloud(), asked.file, asked.key))


if __name__ == "__main__":
    main()
