"""What every test stands on: the template's tables in this process, no waiting, no network."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import boto3
import pytest
from botocore.handlers import BUILTIN_HANDLERS
from moto import mock_aws

from chalicelib.models import base, studio, transaction, trigger
from chalicelib.settings import settings
from tests.engine import Engine
from tests.faults import injector
from tests.outside import OUTSIDE

# Before any client is made: botocore gives its built-in handlers to each new session.
injector.install()
BUILTIN_HANDLERS.append(("before-send", OUTSIDE.answer))

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""The test clock: 9 in the evening of the 21st in New York."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes minutes as well")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--long"):
        config.option.markexpr = ""


@cache
def engine() -> Engine:
    """The one engine of this process, attached to the models' one client."""
    made = Engine()
    made.attach(base.client())
    injector.INJECTOR.engine = made
    return made


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A retry never makes a test wait."""
    monkeypatch.setattr(transaction, "sleep", lambda seconds: None)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def tables() -> Iterator[Engine]:
    """All tables of the template, empty, and nothing remembered of a studio or its triggers."""
    made = engine()
    made.empty()
    studio.bundle = studio.Bundle()
    trigger.known = trigger.Known()
    yield made
    injector.INJECTOR.disarm()
    OUTSIDE.open = False


@pytest.fixture
def aws() -> Iterator[None]:
    """By moto: S3 with our bucket, SQS with our queues, SES with a sender. DynamoDB stays the engine's."""
    with mock_aws(config={"core": {"passthrough": {"services": ["dynamodb"]}}}):
        boto3.client("s3").create_bucket(Bucket=settings.bucket)
        for url in (settings.night_pages_queue_url, settings.import_slices_queue_url):
            boto3.client("sqs").create_queue(QueueName=url.rpartition("/")[2])
        mail = boto3.client("sesv2")
        mail.create_email_identity(EmailIdentity="studio.example")
        mail.create_configuration_set(ConfigurationSetName=settings.configuration_set)
        yield
