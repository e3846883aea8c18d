"""Logs are lines that a machine can read, and the template counts the right ones."""

import json
import logging
import sys

from chalicelib.logs import JsonLine
from tests.packaging.conftest import Packaged


def test_a_record_is_one_line_with_its_codes_beside_the_message() -> None:
    record = logging.makeLogRecord(
        {"msg": "night done", "levelname": "INFO", "name": "night", "run_id": "r1"}
    )
    line = json.loads(JsonLine().format(record))
    assert line == {
        "level": "INFO",
        "message": "night done",
        "logger": "night",
        "request_id": None,
        "run_id": "r1",
    }


def test_a_failure_keeps_its_traceback_in_the_same_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    text = JsonLine().format(record)
    assert "\n" not in text
    assert json.loads(text)["exception"].endswith("ValueError: two\nlines")


def test_the_template_counts_messages_that_the_product_writes(packaged: Packaged) -> None:
    counted = {
        each["Properties"]["FilterPattern"].split('"')[1]
        for each in packaged.of_type("AWS::Logs::MetricFilter").values()
    }
    code = "".join(path.read_text() for path in (packaged.tree / "chalicelib" / "flows").glob("*.py"))
    code += "".join(path.read_text() for path in (packaged.tree / "chalicelib" / "handlers").glob("*.py"))
    assert {message for message in counted if f'"{message}"' not in code} == set()
