"""SES, SNS, SQS, S3, Lambda and texting as flows use them, in this process: they keep what they were given.

moto's SES forgets the tags by which a letter is known. What these answer is only what our own
services ask for; anything else is refused loudly.
"""

import base64
import hashlib
import json
import re
import threading
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.awsrequest import AWSResponse

from tests.engine import Raw

SNS_NAMES = "http://sns.amazonaws.com/doc/2010-03-31/"
FOUND, TAKEN, GONE, PART, MISSING, CHANGED = 200, 202, 204, 206, 404, 412


@dataclass(frozen=True)
class Letter:
    """One message that SES accepted."""

    notice_id: str
    to: str
    raw: bytes
    message_id: str


@dataclass(frozen=True)
class Text:
    """One text that a provider accepted."""

    number: str
    body: str
    kind: str
    message_id: str


@dataclass
class Holdings:
    """Everything the services hold."""

    letters: list[Letter] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    """Queue and body, in the order they came."""
    files: dict[str, bytes] = field(default_factory=dict)
    started: list[tuple[str, Any]] = field(default_factory=list)
    """Function and payload of each that was set going, in order."""


class Outside:
    """Answers the requests of every client while it is `open`."""

    def __init__(self) -> None:
        self.open = False
        self.held = Holdings()
        self._lock = threading.RLock()

    def empty(self) -> None:
        """As on the first day."""
        self.held = Holdings()

    def snapshot(self) -> Holdings:
        """What is held, apart."""
        return deepcopy(self.held)

    def restore(self, holdings: Holdings) -> None:
        """Hold what was held."""
        self.held = deepcopy(holdings)

    def answer(self, request: Any, **_: Any) -> AWSResponse | None:
        """The answer to a request that is not DynamoDB's; to be hung on botocore's `before-send`."""
        if not self.open or request.headers.get("X-Amz-Target", b"").startswith(b"DynamoDB_"):
            return None
        place = urlsplit(request.url)
        body = request.body if request.body is not None else b""
        body = body.read() if hasattr(body, "read") else body
        body = body.encode() if isinstance(body, str) else bytes(body)
        with self._lock:
            if place.netloc.startswith("email."):
                status, headers, answer = self._ses(place.path, json.loads(body or b"{}"))
            elif place.netloc.startswith("sqs."):
                target = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
                status, headers, answer = self._sqs(target, json.loads(body))
            elif place.netloc.startswith("sns."):
                status, headers, answer = self._sns(dict(parse_qsl(body.decode())))
            elif place.netloc.startswith("sms-voice."):
                target = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
                status, headers, answer = self._sms_voice(target, json.loads(body))
            elif place.netloc.startswith("lambda."):
                status, headers, answer = self._lambda(request, unquote(place.path), body)
            else:
                status, headers, answer = self._s3(request, unquote(place.path), body)
        plain: Any = headers
        return AWSResponse(request.url, status, plain, Raw(answer))

    def _ses(self, path: str, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if path == "/v2/email/account":
            told = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
            return FOUND, {}, json.dumps({"SendQuota": told}).encode()
        assert path == "/v2/email/outbound-emails", f"SES is not asked for {path}"
        tags = {tag["Name"]: tag["Value"] for tag in asked.get("EmailTags", ())}
        message_id = f"message-{len(self.held.letters) + 1}"
        raw = base64.b64decode(asked["Content"]["Raw"]["Data"])
        (to,) = asked["Destination"]["ToAddresses"]
        self.held.letters.append(Letter(next(iter(tags.values()), ""), to, raw, message_id))
        return FOUND, {}, json.dumps({"MessageId": message_id}).encode()

    def _sns(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        assert asked["Action"] == "Publish", f"SNS is not asked for {asked['Action']}"
        kinds = {
            asked[f"MessageAttributes.entry.{place}.Name"]: asked[
                f"MessageAttributes.entry.{place}.Value.StringValue"
            ]
            for place in (1, 2)
            if f"MessageAttributes.entry.{place}.Name" in asked
        }
        message_id = self._texted(asked["PhoneNumber"], asked["Message"], kinds["AWS.SNS.SMS.SMSType"])
        result = f"<PublishResult><MessageId>{message_id}</MessageId></PublishResult>"
        return FOUND, {}, f'<PublishResponse xmlns="{SNS_NAMES}">{result}</PublishResponse>'.encode()

    def _sms_voice(self, target: str, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        assert target == "SendTextMessage", f"End User Messaging is not asked for {target}"
        number = asked["DestinationPhoneNumber"]
        message_id = self._texted(number, asked["MessageBody"], asked["MessageType"])
        return FOUND, {}, json.dumps({"MessageId": message_id}).encode()

    def _texted(self, number: str, body: str, kind: str) -> str:
        message_id = f"text-{len(self.held.texts) + 1}"
        self.held.texts.append(Text(number, body, kind, message_id))
        return message_id

    def _sqs(self, target: str, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        queue = asked["QueueUrl"].rpartition("/")[2]
        if target == "SendMessage":
            self.held.messages.append((queue, asked["MessageBody"]))
            return FOUND, {}, json.dumps(_received(asked["MessageBody"])).encode()
        assert target == "SendMessageBatch", f"SQS is not asked for {target}"
        taken = []
        for entry in asked["Entries"]:
            self.held.messages.append((queue, entry["MessageBody"]))
            taken.append({"Id": entry["Id"], **_received(entry["MessageBody"])})
        return FOUND, {}, json.dumps({"Successful": taken, "Failed": []}).encode()

    def _lambda(self, request: Any, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        named = re.fullmatch(r"/2015-03-31/functions/([^/]+)/invocations", path)
        assert named, f"Lambda is not asked for {path}"
        assert _text(request.headers["X-Amz-Invocation-Type"]) == "Event", "nobody waits for a function"
        self.held.started.append((named[1], json.loads(body)))
        return TAKEN, {}, b""

    def _s3(self, request: Any, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        key = path.lstrip("/")
        if request.method == "PUT":
            self.held.files[key] = _unchunked(request, body)
            return FOUND, {"ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'}, b""
        if request.method == "DELETE":
            self.held.files.pop(key, None)
            return GONE, {}, b""
        assert request.method in ("GET", "HEAD"), f"S3 is not asked for {request.method}"
        if key not in self.held.files:
            return MISSING, {}, b"<Error><Code>NoSuchKey</Code><Message>missing</Message></Error>"
        whole = self.held.files[key]
        meant = _text(request.headers.get("If-Match", ""))
        if meant and meant.strip('"') != hashlib.md5(whole, usedforsecurity=False).hexdigest():
            return CHANGED, {}, b"<Error><Code>PreconditionFailed</Code><Message>changed</Message></Error>"
        etag = {"ETag": f'"{hashlib.md5(whole, usedforsecurity=False).hexdigest()}"'}
        asked = _text(request.headers.get("Range", ""))
        if asked:
            found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
            assert found, f"a range S3 does not know: {asked}"
            first, last = int(found[1]), int(found[2] or len(whole) - 1)
            part = whole[first : last + 1]
            span = f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
            return PART, {**etag, "Content-Length": str(len(part)), "Content-Range": span}, part
        return FOUND, {**etag, "Content-Length": str(len(whole))}, b"" if request.method == "HEAD" else whole


OUTSIDE = Outside()


def _text(header: bytes | str) -> str:
    return header.decode() if isinstance(header, bytes) else header


def _received(body: str) -> dict[str, str]:
    digest = hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
    return {"MessageId": digest, "MD5OfMessageBody": digest}


def _unchunked(request: Any, body: bytes) -> bytes:
    """The file of an upload that botocore sends in chunks with a checksum behind them."""
    if b"aws-chunked" not in request.headers.get("Content-Encoding", b""):
        return body
    whole, rest = b"", body
    while rest:
        head, _, rest = rest.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if not size:
            return whole
        whole, rest = whole + rest[:size], rest[size + 2 :]
    return whole
