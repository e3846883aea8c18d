"""The outbox of the local cloud: the letters and texts that its services took, as a person reads them.

The list and the rendered letters are what the mail service kept. It keeps no raw message, so the `.eml`
is built once more by the product's own code from the notice that the letter was sent for. Nor does it keep
letters when it is stopped, as it keeps everything else: they are put into a file before. Texts it keeps by
number, without the time at which they came.
"""

import html
import json
import os
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 60rem }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ text-align: left; padding: .5rem .75rem .5rem 0;
border-bottom: 1px solid #8884; vertical-align: top }} a {{ color: inherit }}
iframe {{ width: 100%; height: 46rem; border: 1px solid #8886; border-radius: .5rem; background: #fff }}
pre {{ white-space: pre-wrap; padding: 1rem; border: 1px solid #8884; border-radius: .5rem }}
</style></head><body>{body}</body></html>"""


def answer(path: str, outputs: dict[str, Any]) -> tuple[str, bytes] | None:
    """What stands at `/outbox`, `/outbox.json`, `/outbox/<message id>` and its `.html`, `.txt`, `.eml`.

    `/outbox/texts.json` has the texts.
    """
    path = unquote(path.partition("?")[0]).rstrip("/")
    if path == "/outbox/texts.json":
        return "application/json", json.dumps(texts(outputs), indent=1).encode()
    letters = sent(outputs)
    if path == "/outbox":
        return "text/html; charset=utf-8", _list(letters, texts(outputs)).encode()
    if path == "/outbox.json":
        return "application/json", json.dumps(letters, indent=1).encode()
    name = path.removeprefix("/outbox/")
    for letter in letters:
        if name.startswith(letter["MessageId"]):
            return _part(letter, name.removeprefix(letter["MessageId"]), outputs)
    return None


def sent(outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """All letters that the mail service ever took, the newest first."""
    file = outputs.get("letters_file")
    kept = _kept(Path(file)) if file else []
    return _newest_first([*kept, *_taken(outputs["endpoint_url"])])


def texts(outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """All texts that were ever published to a number: `PhoneNumber`, `Message`, `MessageId`; by number."""
    with urllib.request.urlopen(
        f"{outputs['endpoint_url']}/_ministack/sns/sms-messages", timeout=30
    ) as response:
        by_number = json.load(response)["sms_messages"]
    return [text for number in sorted(by_number) for text in reversed(by_number[number])]


def file_in(folder: Path) -> Path:
    """Where the letters outlive the mail service; with the other state, so that a reset forgets both."""
    return folder / "state" / "letters.json"


def keep(folder: Path, endpoint_url: str) -> None:
    """Put the letters into the file, before the mail service is stopped."""
    file = file_in(folder)
    whole = file.with_suffix(".new")
    whole.write_text(json.dumps(_newest_first([*_kept(file), *_taken(endpoint_url)])))
    whole.replace(file)


def _kept(file: Path) -> list[dict[str, Any]]:
    return list(json.loads(file.read_text())) if file.exists() else []


def _taken(endpoint_url: str) -> list[dict[str, Any]]:
    """What the mail service took since it was started."""
    with urllib.request.urlopen(f"{endpoint_url}/_ministack/ses/messages", timeout=30) as response:
        accounts = json.load(response)["messages"]
    return [letter for taken in accounts.values() for letter in taken]


def _newest_first(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each letter once."""
    by_id = {letter["MessageId"]: letter for letter in letters}
    return sorted(by_id.values(), key=lambda letter: float(letter["Timestamp"]), reverse=True)


def _part(letter: dict[str, Any], ending: str, outputs: dict[str, Any]) -> tuple[str, bytes] | None:
    if ending == "":
        return "text/html; charset=utf-8", _letter(letter).encode()
    if ending == ".html":
        return "text/html; charset=utf-8", (letter["BodyHtml"] or "").encode()
    if ending == ".txt":
        return "text/plain; charset=utf-8", letter["BodyText"].encode()
    if ending == ".eml":
        source = message_source(letter["MessageId"], outputs)
        return None if source is None else ("message/rfc822", source)
    return None


def message_source(message_id: str, outputs: dict[str, Any]) -> bytes | None:
    """The MIME message of the letter, built anew from its notice; None where no notice has that id."""
    from local.cloud import environment_at

    os.environ.update(environment_at(outputs["endpoint_url"], outputs["functions"]["send"]))
    from chalicelib.flows.write_notice import source_of
    from chalicelib.models.notice import Notice

    for notice in Notice.scan(Notice.message_id == message_id):
        return source_of(notice, datetime.now(UTC))
    return None


def _list(letters: list[dict[str, Any]], texted: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{_when(letter)}</td><td>{html.escape(', '.join(letter['To']))}</td>"
        f'<td><a href="/outbox/{html.escape(letter["MessageId"])}">'
        f"{html.escape(letter['Subject'])}</a></td></tr>"
        for letter in letters
    )
    table = f"<table><thead><tr><th>Sent<th>To<th>Letter</tr></thead><tbody>{rows}</tbody></table>"
    nothing = "<p>No letter was sent yet.</p>"
    count = f"<h1>Outbox</h1><p>Letters: {len(letters)}, the newest first. Texts: {len(texted)}.</p>"
    return PAGE.format(title="Outbox", body=count + (table if letters else nothing) + _texts(texted))


def _texts(texted: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(text['PhoneNumber'])}</td><td>{html.escape(text['Message'])}</td></tr>"
        for text in texted
    )
    table = f"<table><thead><tr><th>To<th>Text</tr></thead><tbody>{rows}</tbody></table>"
    return "<h2>Texts</h2>" + (table if texted else "<p>No text was sent yet.</p>")


def _letter(letter: dict[str, Any]) -> str:
    subject, name = html.escape(letter["Subject"]), html.escape(letter["MessageId"])
    body = (
        f'<p><a href="/outbox">Outbox</a></p><h1>{subject}</h1>'
        f"<p>{_when(letter)}, from {html.escape(letter['Source'])}"
        f" to {html.escape(', '.join(letter['To']))}. "
        f'<a href="/outbox/{name}.eml">Message source</a></p>'
        f'<iframe sandbox title="The letter" src="/outbox/{name}.html"></iframe>'
        f"<h2>Text part</h2><pre>{html.escape(letter['BodyText'])}</pre>"
    )
    return PAGE.format(title=subject, body=body)


def _when(letter: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(float(letter["Timestamp"]), UTC)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
