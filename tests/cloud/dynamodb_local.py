"""The crowd of redeemers on DynamoDB Local, where `DYNAMODB_LOCAL_URL` names one: `make test-dynamodb-local`.

Its tables are made for this run and are gone afterwards; nothing else there is touched.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.cloud import ACCESS, ROOT, client_at
from tests import template

VARIABLE = "DYNAMODB_LOCAL_URL"
CROWD = Path(__file__).with_name("redeemers.py")
NOUNS = ("accounts", "audit", "claims", "clients", "invoices", "ledger", "rewards")
ROUNDS = 50


def main(rounds: int) -> int:
    """Run the crowd and say what came of it; the program's exit code."""
    url = os.environ.get(VARIABLE, "")
    if not url:
        print(
            f"{VARIABLE} names no DynamoDB Local: set it to the address of one, such as http://127.0.0.1:8000."
        )
        return 2
    client = client_at(url, "dynamodb")
    try:
        client.list_tables(Limit=1)
    except (BotoCoreError, ClientError) as error:
        print(f"No DynamoDB Local answers at {url}: {error}")
        return 2
    with _tables(client) as names:
        told = crowd({**template.environment(), **ACCESS, **names, "AWS_ENDPOINT_URL": url}, rounds)
    print(json.dumps(told, indent=2))
    return 1 if told["problems"] else 0


def crowd(environment: dict[str, str], rounds: int) -> dict[str, Any]:
    """What the crowd tells of so many rounds with these tables."""
    done = subprocess.run(
        [sys.executable, str(CROWD), str(rounds)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@contextmanager
def _tables(client: Any) -> Iterator[dict[str, str]]:
    """The tables that a redemption needs, as the template has them; the variables that name them."""
    run, made = secrets.token_hex(4), []
    try:
        for noun in NOUNS:
            shape = template.tables()[noun]
            parts = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
            client.create_table(
                TableName=f"crowd-{run}-{noun}",
                BillingMode="PAY_PER_REQUEST",
                **{part: shape[part] for part in parts if part in shape},
            )
            made.append(noun)
            client.get_waiter("table_exists").wait(TableName=f"crowd-{run}-{noun}")
        yield {f"TABLE_{noun.upper()}": f"crowd-{run}-{noun}" for noun in NOUNS}
    finally:
        for noun in made:
            client.delete_table(TableName=f"crowd-{run}-{noun}")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
