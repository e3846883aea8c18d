"""Logs as lines of JSON: a message that is always the same words, with ids and codes beside it.

The template counts some of them (`night done`, `reconcile differences`), so their words are part of it.
"""

import json
import logging
import sys

_USUAL = vars(logging.makeLogRecord({})).keys() | {"message", "asctime", "aws_request_id"}


class JsonLine(logging.Formatter):
    """One record as one line; whatever was given as `extra` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, its `exception` with the traceback when there is one."""
        line: dict[str, object] = {
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "request_id": getattr(record, "aws_request_id", None),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def configure() -> None:
    """Let every logger write such lines, through the handler that the Lambda runtime brings if it does."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stdout))
    for handler in root.handlers:
        handler.setFormatter(JsonLine())
    root.setLevel(logging.INFO)
    # These speak of requests, whose content is nobody's business.
    for name in ("botocore", "pynamodb", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
