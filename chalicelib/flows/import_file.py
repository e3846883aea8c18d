"""A file was put into the bucket: its import begins."""

from datetime import datetime

from chalicelib.domain.import_file import place_of
from chalicelib.models.import_run import ImportRun
from chalicelib.services.queue import Queue


def start_import(
    key: str, *, etag: str, size: int, sequencer: str, queue: Queue, now: datetime
) -> str | None:
    """Begin the import of a file; its run's id, or None for what is no file to import.

    `sequencer` is S3's own for this upload: the same file put again is another import, the same
    event told again is not.
    """
    place = place_of(key)
    if place is None:
        return None
    what = "try" if place.dry_run else "import"
    run_id = f"{what}:{place.kind}/{place.name}:{sequencer}"
    run = ImportRun(
        run_id, kind=place.kind.value, key=key, etag=etag, size=size, started_at=now, updated_at=now
    )
    run.dry_run = place.dry_run
    run.begin()
    queue.send({"run": run_id})
    return run_id
