"""One way to write several rows or none, safe to repeat and honest about what it does not know."""

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.models.base import Table, client, from_dynamodb

TRIES = 8
ITEMS_MAX = 100
RETRIED = {
    "InternalServerError",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}
# After these a write may stand: DynamoDB gave up on the answer, not on the write.
UNDECIDED = {"InternalServerError", "TransactionInProgressException"}

# Tests replace it: a retry must not make a test wait.
sleep: Callable[[float], None] = time.sleep


class Unknown(RuntimeError):
    """Every try ended without an answer: the write may stand or not. Never the same as *failed*."""


class Clash(RuntimeError):
    """The same id stands already with another meaning: a bug or a forged repeat, never merged."""


class Outcome(StrEnum):
    """What became of a transaction."""

    DONE = "done"
    REPEATED = "repeated"  # Our own earlier write stands: as good as done.
    REFUSED = "refused"  # A condition did not hold: nothing was written.


@dataclass(frozen=True)
class Put:
    """Store `row`. A `marker` proves that this cause was written before: its key must be new.

    A marker's row has `payload_hash`; a repeat with an equal one is `REPEATED`, with another a Clash.
    """

    row: Table
    condition: Condition | None = None
    marker: bool = False


@dataclass(frozen=True)
class Update:
    """Change the row that has `row`'s key."""

    row: Table
    actions: Sequence[Action]
    condition: Condition | None = None


@dataclass(frozen=True)
class Check:
    """Hold the others to a condition on the row that has `row`'s key."""

    row: Table
    condition: Condition


@dataclass(frozen=True)
class Delete:
    """Remove the row that has `row`'s key."""

    row: Table
    condition: Condition | None = None


Write = Put | Update | Check | Delete


@dataclass(frozen=True)
class Result:
    """The outcome and, when refused, each write whose condition failed with the row that stood there."""

    outcome: Outcome
    failed: list[tuple[Write, dict[str, Any] | None]] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether the rows are as asked, by this write or by our own earlier one."""
        return self.outcome is not Outcome.REFUSED

    def failed_on(self, model: type[Table]) -> bool:
        """Whether a refused write was one to this table."""
        return any(isinstance(write.row, model) for write, _ in self.failed)


def transact(writes: Sequence[Write]) -> Result:
    """Write all of `writes` or none of them.

    Conflicts and throttling are retried with full jitter, at most 8 times. All tries of one call, the
    SDK's own included, carry one request token, so that a try after a lost answer is answered by
    DynamoDB itself; another call is judged by its conditions and markers alone. Raises Unknown when no
    try was answered, Clash when a marker stands with another payload, and lets any other error out.
    """
    assert 0 < len(writes) <= ITEMS_MAX, f"{len(writes)} writes in one transaction"
    items = [_item(write) for write in writes]
    # Not made from the content: two who take one lease in the same words, or a change that was undone
    # and is made again within ten minutes, would be told that it stands, and nothing would be written.
    token = secrets.token_hex(16)
    for attempt in range(TRIES):
        try:
            client().transact_write_items(TransactItems=items, ClientRequestToken=token)
        except ClientError as error:
            reasons = cast("list[dict[str, Any]]", error.response.get("CancellationReasons", []))
            refused = [
                (write, _plain(reason.get("Item")))
                for write, reason in zip(writes, reasons, strict=False)
                if reason.get("Code") == "ConditionalCheckFailed"
            ]
            if refused:
                return _judged(refused)
            codes = {reason.get("Code") for reason in reasons} | {error.response["Error"]["Code"]}
            if not codes & RETRIED:
                raise
            if attempt == TRIES - 1:
                if codes & UNDECIDED:
                    raise Unknown("no decision on a transaction; it may stand or not") from error
                raise
        except BotoCoreError as error:
            raise Unknown("no answer to a transaction; it may stand or not") from error
        else:
            return Result(Outcome.DONE)
        sleep(random.uniform(0, min(2.0, 0.05 * 2**attempt)))  # noqa: S311 - jitter guards no secret
    raise AssertionError("unreachable: the last try returns or raises")


def _judged(refused: list[tuple[Write, dict[str, Any] | None]]) -> Result:
    for write, standing in refused:
        theirs = (standing or {}).get("payload_hash")
        if isinstance(write, Put) and write.marker and theirs is not None and _payload(write) == theirs:
            return Result(Outcome.REPEATED)
    # A row that moved since it was read is a lost race: the next try takes the next id.
    # Only what stands against everything we read is a clash.
    lost_a_race = any(isinstance(write, Update | Check) for write, _ in refused)
    for write, _ in refused:
        if isinstance(write, Put) and write.marker and not lost_a_race:
            raise Clash(f"{type(write.row).__name__} stands already with another payload")
    return Result(Outcome.REFUSED, refused)


def _payload(put: Put) -> Any:
    return put.row.to_simple_dict().get("payload_hash")


def _item(write: Write) -> dict[str, Any]:
    row = write.row
    if isinstance(write, Put):
        condition = write.condition
        if write.marker:
            new = _hash_key(row).does_not_exist()
            condition = new if condition is None else condition & new
        kwargs = row.get_save_kwargs_from_instance(
            condition=condition, return_values_on_condition_failure="ALL_OLD"
        )
        return {"Put": kwargs}
    if isinstance(write, Update):
        kwargs = row.get_update_kwargs_from_instance(
            actions=list(write.actions),
            condition=write.condition,
            return_values_on_condition_failure="ALL_OLD",
        )
        return {"Update": kwargs}
    if isinstance(write, Delete):
        return {"Delete": row.get_delete_kwargs_from_instance(condition=write.condition)}
    hash_key, range_key = _key(row)
    kwargs = type(row).get_operation_kwargs_from_class(
        hash_key, range_key=range_key, condition=write.condition
    )
    return {"ConditionCheck": kwargs}


def _hash_key(row: Table) -> Any:
    name = type(row)._hash_keyname
    assert name is not None
    return getattr(type(row), name)


def _key(row: Table) -> tuple[Any, Any]:
    names = type(row)._hash_keyname, type(row)._range_keyname
    hash_key, range_key = (getattr(row, name) if name else None for name in names)
    return hash_key, range_key


def _plain(item: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if item is None else {name: from_dynamodb(value) for name, value in item.items()}
