"""How a picture is uploaded, and what became of the last one: what the screens of logo and picture share."""

from urllib.parse import quote

from chalicelib.domain.upload import BYTES_MAX, TOLD, Purpose
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Buttons, Heading, Link, Message, Snippet, Text, Tone
from chalicelib.models.upload import last_upload
from chalicelib.settings import settings

REGION_PART = 3


def how_to(ask: Ask, folder: str, name: str, naming: str) -> list[Block]:
    """Where a JPEG is put, with the way there. `name` is an example; `naming` says how to choose it."""
    region = ask.endpoint.split(":")[REGION_PART]
    page = f"https://{region}.console.aws.amazon.com/s3/upload/{quote(settings.bucket)}"
    return [
        Heading("Upload another one"),
        Text(
            f"Open the bucket, add one JPEG of at most {BYTES_MAX // 1024**2} MB, press Upload, and come back"
            " here after a few seconds. The picture is drawn anew in two sizes; where and with what it was"
            f" taken is not kept. {naming}"
        ),
        Buttons([Link("Open the bucket to upload", f"{page}?region={quote(region)}&prefix={quote(folder)}")]),
        Snippet("Where it goes", f"s3://{settings.bucket}/{folder}{name}"),
    ]


def last_result(ask: Ask, purpose: Purpose) -> list[Block]:
    """What became of the last upload of this kind, in words; nothing where there was none. One call."""
    result = last_upload(purpose).result
    if result is None:
        return []
    zone = ask.studio.preferences.local_zone()
    said = f"{result.name}, uploaded {on_the_clock(result.at, zone)}"
    if result.refusal is not None:
        return [Message("The last upload was refused", [f"{said}.", TOLD[result.refusal]], Tone.WARNING)]
    size = f"It is shown {result.width} pixels wide and {result.height} high."
    return [Message("The last upload was taken", [f"{said}.", size], Tone.GOOD)]
