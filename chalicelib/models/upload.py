"""What became of the last upload of a kind: a record of the studio's table for logos, one for pictures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.domain import records
from chalicelib.domain.upload import Purpose, Refusal
from chalicelib.models.studio import PART, StudioRecord
from chalicelib.models.transaction import Delete, Put, transact


@dataclass(frozen=True, kw_only=True)
class Result:
    """One upload and what became of it: taken at a size in pixels, or refused."""

    name: str
    at: datetime
    refusal: Refusal | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True)
class LastUpload:
    """The latest upload's result, and the instant that what stands now was uploaded or removed at.

    An upload from before that instant comes late and changes nothing.
    """

    result: Result | None = None
    stands_since: datetime | None = None
    version: int = 0


def last_upload(purpose: Purpose) -> LastUpload:
    """The record as it stands."""
    try:
        row = StudioRecord.get(PART, _name(purpose), consistent_read=True)
    except StudioRecord.DoesNotExist:
        return LastUpload()
    return records.from_plain(LastUpload, {**row.settings, "version": row.version})


def last_upload_put(
    purpose: Purpose, read: LastUpload, *, result: Result | None = None, stands_since: datetime | None = None
) -> Put:
    """The write of what is new of it, refused when the record changed since it was `read`.

    Of two results the later upload's is kept.
    """
    newer = result if result and (not read.result or result.at >= read.result.at) else read.result
    settings: dict[str, Any] = records.to_plain(
        LastUpload(result=newer, stands_since=stands_since or read.stands_since)
    )
    row = StudioRecord(PART, _name(purpose), settings=settings, version=read.version + 1)
    unchanged: Condition = StudioRecord.version == read.version
    return Put(row, unchanged if read.version else StudioRecord.part.does_not_exist())


def forget_last_upload(purpose: Purpose) -> None:
    """Let nothing be known of the last upload of a kind: a picture's file may be called as a person is."""
    transact([Delete(StudioRecord(PART, _name(purpose)))])


def _name(purpose: Purpose) -> str:
    return f"upload#{purpose.value}"
