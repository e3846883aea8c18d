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


@lru_cache(maxsize=2)
def logo(key: str) -> bytes | None:
    """The JPEG under `key`; None where there is none, or something that is no JPEG of at most 1 MB."""
    if not key.startswith(FOLDER):
        return None
    try:
        answer = s3().get_object(Bucket=settings.bucket, Key=key, Range=f"bytes=0-{BYTES_MAX}")
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied"):
            return None
        raise
    body = bytes(answer["Body"].read())
    return body if body.startswith(JPEG) and len(body) <= BYTES_MAX else None
