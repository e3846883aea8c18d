"""Sixty-four at one reward, deployed; and the way to have the same crowd on DynamoDB Local."""

import os
import subprocess
import sys
from typing import Any

import pytest

from local.cloud import ROOT, Cloud
from local.process import free_port
from tests.cloud.dynamodb_local import VARIABLE, crowd


def _crowd(cloud: Cloud, outputs: dict[str, Any], rounds: int) -> dict[str, Any]:
    return crowd(cloud.environment(outputs["functions"]["api_handler"]), rounds)


def test_of_64_at_once_as_many_use_a_reward_as_its_value_allows(
    cloud: Cloud, outputs: dict[str, Any]
) -> None:
    told = _crowd(cloud, outputs, 2)
    assert told["problems"] == []
    assert told["told"] == {"redeemed": 2 * 3, "more_than_left": 2 * 61}


@pytest.mark.long
def test_in_fifty_rounds_of_64_never_a_cent_more_is_used(cloud: Cloud, outputs: dict[str, Any]) -> None:
    told = _crowd(cloud, outputs, 50)
    assert told["problems"] == []
    assert told["told"] == {"redeemed": 50 * 3, "more_than_left": 50 * 61}


def _by_make(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.cloud.dynamodb_local", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, VARIABLE: url},
        check=False,
    )


def test_the_crowd_goes_to_any_dynamodb_that_is_named(cloud: Cloud, outputs: dict[str, Any]) -> None:
    tables = cloud.client("dynamodb").list_tables()["TableNames"]
    done = _by_make(cloud.endpoint_url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"problems": []' in done.stdout
    assert cloud.client("dynamodb").list_tables()["TableNames"] == tables


@pytest.mark.parametrize(
    ("url", "says"),
    [("", "names no DynamoDB Local"), (f"http://127.0.0.1:{free_port()}", "No DynamoDB Local answers at")],
    ids=["nowhere", "nobody there"],
)
def test_without_one_it_says_so(url: str, says: str) -> None:
    done = _by_make(url)
    assert done.returncode == 2
    assert says in done.stdout
