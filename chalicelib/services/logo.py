"""The studio's logo, read from the bucket once in the life of a container."""

from functools import lru_cache

from botocore.exceptions import ClientError

from chalicelib.domain.ids import made_from
from chalicelib.services.files import s3
from chalicelib.settings import settings

FOLDER = "logo/"
BYTES_MAX = 1024 * 1024
JPEG = b"\xff\xd8\xff"


def version_of(key: str) -> str:
    """What stands in the logo's address, so that another logo has another address."""
    return made_from("logo", key)[:8]


class NoLogo(LookupError):
    """There is no picture under the key that could be shown."""


def logo(key: str) -> bytes | None:
    """The JPEG under `key`; None where there is none, or something that is no JPEG of at most 1 MB."""
    try:
        return _read(key)
    except NoLogo:
        return None


@lru_cache(maxsize=2)
def _read(key: str) -> bytes:
    """The picture, kept once it was found: another logo has another key. Raises NoLogo."""
    if not key.startswith(FOLDER):
        raise NoLogo
    try:
        answer = s3().get_object(Bucket=settings.bucket, Key=key, Range=f"bytes=0-{BYTES_MAX}")
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied", "InvalidRange"):
            raise NoLogo from error
        raise
    body = bytes(answer["Body"].read())
    if not body.startswith(JPEG) or len(body) > BYTES_MAX:
        raise NoLogo
    return body
