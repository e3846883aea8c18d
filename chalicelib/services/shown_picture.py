"""A picture of ours as it stands in the bucket; nothing else of the bucket is ever shown."""

from botocore.exceptions import ClientError

from chalicelib.domain.picture import LOGO_FOLDER, PICTURE_FOLDER, SHARE_FOLDER
from chalicelib.services.files import s3
from chalicelib.settings import settings

JPEG = b"\xff\xd8\xff"
_ABSENT = ("NoSuchKey", "404", "AccessDenied", "InvalidRange")


def shown_picture(key: str, bytes_max: int) -> bytes | None:
    """The JPEG under `key`, by one call; None for what is not there, is no JPEG, or has more bytes."""
    if not key.startswith((LOGO_FOLDER, PICTURE_FOLDER, SHARE_FOLDER)):
        return None
    try:
        answer = s3().get_object(Bucket=settings.bucket, Key=key, Range=f"bytes=0-{bytes_max}")
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise
    body = bytes(answer["Body"].read())
    return body if body.startswith(JPEG) and len(body) <= bytes_max else None
