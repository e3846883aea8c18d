"""One picture on its way from the bucket to where it is shown: read, checked, drawn anew, stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain import upload
from chalicelib.domain.actor import Arrival
from chalicelib.domain.jpeg import Flaw, looked_at
from chalicelib.domain.picture import double_of
from chalicelib.domain.upload import BYTES_MAX, Refusal, Upload
from chalicelib.models.upload import Result
from chalicelib.services.files import Files
from chalicelib.services.pictures import Drawn, Frame, Undrawable, drawn

TRIES = 8
JPEG = "image/jpeg"


class Outcome(StrEnum):
    """What became of an upload."""

    TAKEN = "taken"
    REFUSED = "refused"
    STANDS = "stands"  # It was taken before.
    LATE = "late"  # Something newer stands, or the file is not the one that was told of any more.
    NOT_MEANT = "not_meant"  # A folder, or a report of ours.


@dataclass(frozen=True, kw_only=True)
class Told:
    """What S3 tells of a file; `sequencer` is its own id of the upload."""

    key: str
    etag: str
    size: int
    sequencer: str
    at: datetime


class NotTaken(Exception):
    """The upload is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One upload on its way: what it is, what S3 told, and where files are held."""

    upload: Upload
    told: Told
    files: Files
    now: datetime

    @property
    def arrival(self) -> Arrival:
        """Who the audit says did it."""
        return Arrival(request_id=self.told.sequencer)

    def drawn(self, frame: Frame) -> Drawn:
        """The picture as it will be shown. Raises NotTaken, and FileChanged when the file is gone."""
        if self.told.size > BYTES_MAX:
            raise NotTaken(Refusal.TOO_MANY_BYTES)
        body = self.files.read(self.told.key, start=0, length=BYTES_MAX + 1, etag=self.told.etag)
        look = looked_at(body)
        if isinstance(look, Flaw):
            raise NotTaken(upload.refusal_of(look))
        try:
            return drawn(look, frame)
        except Undrawable as fault:
            raise NotTaken(Refusal.DAMAGED) from fault

    def store(self, key: str, picture: Drawn) -> None:
        """Both sizes into the bucket; the same again changes nothing."""
        self.files.put(key, picture.plain, content_type=JPEG)
        self.files.put(double_of(key), picture.double, content_type=JPEG)

    def result(self, picture: Drawn | None = None, refusal: Refusal | None = None) -> Result:
        """What the operator is told of it."""
        width, height = (picture.width, picture.height) if picture else (0, 0)
        return Result(
            name=self.upload.name[: upload.NAME_MAX],
            at=self.told.at,
            refusal=refusal,
            width=width,
            height=height,
        )
