"""Rewards and entries in the operators' words: what an entry does, where a reward came from, by whom.

A code that is not known here is said as it is: rows live longer than the program that wrote them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.ids import is_made
from chalicelib.domain.ledger import Kind
from chalicelib.domain.reward import Source

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ISSUE: "Issued",
        Kind.REDEEM: "Redeemed",
        Kind.RETURN: "Given back",
        Kind.EXPIRE: "Expired",
        Kind.VOID: "Made void",
        Kind.EXTEND: "Last day changed",
        Kind.CLAWBACK: "Taken back",
        Kind.OWE: "Owed from now on",
        Kind.SETTLE: "Settled what was owed",
        Kind.TRANSFER: "Went over with a joined record",
        Kind.OPEN: "Brought along",
    }
)
SOURCES: Mapping[Source, str] = MappingProxyType(
    {
        Source.LOYALTY: "Loyalty",
        Source.REFERRAL: "Referral",
        Source.GIFT: "Gift to a referred client",
        Source.MANUAL: "By hand",
        Source.OPEN: "Brought along",
    }
)
_BY = {
    "viewer": "Viewer",
    "operator": "Operator",
    "manager": "Manager",
    "night": "The night",
    "evaluation": "Referral program",
    "import": "Imported file",
    "upload": "Imported file",
    "record": "The studio's own system",
}
_RUNS = {"night-": "The night", "by-hand-": "The night", "last-days-": "Last days for all"}
_PROCESSING = "Process Loyalty Rewards"
TRANSFER = "transfer:"


def kind_words(kind: Kind | str) -> str:
    """What an entry of this kind does."""
    known = {each.value: words for each, words in KINDS.items()}
    return known.get(str(kind), str(kind))


def source_words(source: str) -> str:
    """Where a reward came from."""
    known = {each.value: words for each, words in SOURCES.items()}
    return known.get(source, source)


def by_words(by: str) -> str:
    """Who or what wrote it: a role, the night, or the id of a run."""
    if is_made(by):
        return _PROCESSING
    found = (words for prefix, words in _RUNS.items() if by.startswith(prefix))
    return next(found, _BY.get(by, by))


def source_of(reward_id: str) -> str:
    """Where a reward came from, by its id, also after it went over to another client; empty without one."""
    while reward_id.startswith(TRANSFER):
        reward_id = reward_id.removeprefix(TRANSFER).partition(":")[2]
    return reward_id.partition(":")[0]
