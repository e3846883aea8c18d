"""The ledger's chain worked out by hand from the rows as they lie in the table.

Written from the rules alone, so that the product's own calculation is not judged by itself.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

SIGNS = {
    **dict.fromkeys(("open", "issue", "return"), 1),
    **dict.fromkeys(("redeem", "void", "expire", "clawback", "settle"), -1),
}


def head(entries: Iterable[dict[str, Any]]) -> tuple[int, str, int]:
    """Length, last hash and balance in cents of one client's chain, which must hold."""
    seq, last, balance_cents = 0, "0" * 64, 0
    for entry in sorted(entries, key=lambda each: int(each["seq"])):
        seq += 1
        assert (entry["seq"], entry["previous_hash"]) == (seq, last)
        last = entry["hash"]
        assert last == _hash(entry)
        balance_cents += entry["cents"] * SIGNS.get(entry["kind"], 0)
    return seq, last, balance_cents


def _hash(entry: dict[str, Any]) -> str:
    meant = {
        "client": entry["client_id"],
        "entry": entry["entry_id"],
        "kind": entry["kind"],
        "cents": entry["cents"],
        "reward": entry["reward_id"],
        "cause": entry["cause"],
        "consumed": entry.get("consumed", {}),
    }
    payload = hashlib.sha256(json.dumps(meant, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[
        :32
    ]
    assert entry["payload_hash"] == payload
    at = datetime.strptime(entry["at"], "%Y-%m-%dT%H:%M:%S.%f%z").isoformat()
    line = {
        "payload": payload,
        "at": at,
        "by": entry["by"],
        "seq": entry["seq"],
        "previous": entry["previous_hash"],
    }
    return hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()
