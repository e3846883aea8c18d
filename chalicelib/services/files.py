"""The studio's bucket: files that come in, reports that go out. The fake keeps them in memory."""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Any, Protocol

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from chalicelib.settings import settings

_CHANGED = {"PreconditionFailed", "412", "NoSuchKey", "404"}


class FileChanged(Exception):
    """The file is not the one that was asked for any more: it was replaced or removed."""


class Files(Protocol):
    """What holds files."""

    def read(self, key: str, *, start: int, length: int, etag: str) -> bytes:
        """Up to `length` bytes from `start`, fewer at the end of the file.

        `etag` says which contents are meant; raises FileChanged when those are gone.
        """

    def whole(self, key: str) -> bytes:
        """All of a file that is known to stand and to be small; of our own making, so it must be there."""

    def put(
        self, key: str, body: bytes | IO[bytes], *, content_type: str = "text/csv; charset=utf-8"
    ) -> None:
        """Store the whole file under `key`, over what stood there."""

    def remove(self, key: str) -> None:
        """Let nothing stand under `key`; nothing standing there is fine."""

    def link(self, key: str, *, seconds: int) -> str:
        """An address by which anyone who has it can read the file, for so many seconds."""


@dataclass(frozen=True)
class BucketFiles:
    """The files of one S3 bucket."""

    client: Any
    bucket: str

    def read(self, key: str, *, start: int, length: int, etag: str) -> bytes:
        asked = {"Range": f"bytes={start}-{start + length - 1}", "IfMatch": etag}
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=key, **asked)
        except ClientError as error:
            if error.response["Error"]["Code"] in _CHANGED:
                raise FileChanged("the file was replaced or removed") from error
            raise
        return bytes(answer["Body"].read())

    def whole(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def put(
        self, key: str, body: bytes | IO[bytes], *, content_type: str = "text/csv; charset=utf-8"
    ) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def link(self, key: str, *, seconds: int) -> str:
        meant = {"Bucket": self.bucket, "Key": key}
        return str(self.client.generate_presigned_url("get_object", Params=meant, ExpiresIn=seconds))


@cache
def s3() -> Any:
    """The one S3 client of this container."""
    return get_session().create_client(
        "s3",
        config=Config(
            signature_version="s3v4",  # Links signed in the older way are refused in newer regions.
            connect_timeout=2,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 4},
        ),
    )


def files() -> BucketFiles:
    """The studio's bucket as it is deployed."""
    return BucketFiles(s3(), settings.bucket)


@dataclass
class FakeFiles:
    """Keeps files in memory; `reads` counts what was asked of them."""

    held: dict[str, bytes] = field(default_factory=dict)
    content_types: dict[str, str] = field(default_factory=dict)
    reads: int = 0

    def etag(self, key: str) -> str:
        """What names the present contents of the file."""
        return hashlib.md5(self.held[key], usedforsecurity=False).hexdigest()

    def read(self, key: str, *, start: int, length: int, etag: str) -> bytes:
        self.reads += 1
        if key not in self.held or etag.strip('"') != self.etag(key):
            raise FileChanged("the file was replaced or removed")
        return self.held[key][start : start + length]

    def whole(self, key: str) -> bytes:
        return self.held[key]

    def put(
        self, key: str, body: bytes | IO[bytes], *, content_type: str = "text/csv; charset=utf-8"
    ) -> None:
        self.held[key] = body if isinstance(body, bytes) else body.read()
        self.content_types[key] = content_type

    def remove(self, key: str) -> None:
        self.held.pop(key, None)

    def link(self, key: str, *, seconds: int) -> str:
        return f"https://files.example/{key}?ends_after={seconds}"
