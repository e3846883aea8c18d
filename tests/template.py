"""The deployed template, as the tests read it: the one definition of tables and environment."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / ".chalice" / "resources.json"
REGION = "us-east-1"
ACCOUNT = "123456789012"

# What the template takes from parameters, references or a function's own variables.
GIVEN = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "BUCKET": "tests-files",
    "NIGHT_PAGES_QUEUE_URL": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/tests-night-pages",
    "IMPORT_SLICES_QUEUE_URL": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/tests-import-slices",
    "EXPORT_LIST_FUNCTION": "tests-export-list",
    "NIGHT_FUNCTION": "tests-night",
    "RUN_MAILING_FUNCTION": "tests-run-mailing",
    "PROCESS_LOYALTY_FUNCTION": "tests-process-loyalty",
    "SEND_FUNCTION": "tests-send",
    "CONFIGURATION_SET": "tests-mail",
    "STAGE": "test",
    "FAN_OUT_CLIENTS": "200",
    "FORM_KEYS": "form-key-one-of-the-tests,form-key-two-of-the-tests",
    "LINK_KEYS": "link-key-one-of-the-tests,link-key-two-of-the-tests",
    "CONTACT_KEYS": "contact-key-one-of-the-tests,contact-key-two-of-the-tests",
}


@cache
def template() -> dict[str, Any]:
    """The template that is merged into what Chalice packages."""
    return dict(json.loads(PATH.read_text()))


def tables() -> dict[str, dict[str, Any]]:
    """Noun → the properties of its table, by the variable that names it to the functions."""
    resources = template()["Resources"]
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {
        name.removeprefix("TABLE_").lower(): resources[value["Ref"]]["Properties"]
        for name, value in variables.items()
        if name.startswith("TABLE_")
    }


def table_name(noun: str) -> str:
    """What the noun's table is called in the tests."""
    return f"tests-{noun}"


def environment() -> dict[str, str]:
    """Every variable a function could be given. A table without a variable in the template has none here."""
    return GIVEN | {f"TABLE_{noun.upper()}": table_name(noun) for noun in tables()}
