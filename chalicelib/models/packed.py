"""Many small transactions in few calls: groups that stand or fall by themselves are written together."""

from collections.abc import Iterator, Sequence

from chalicelib.models.transaction import Result, Write, transact

TOGETHER_MAX = 90


def transact_groups(groups: Sequence[Sequence[Write]]) -> list[bool]:
    """Write each group whole or not at all; True for those that stand.

    Groups share a transaction of at most 90 writes, in their order. Where it is refused, each of
    its groups is tried by itself, so that one does not hold up the others. DynamoDB takes a row
    only once in a transaction: groups with a row in common are written one after the other.
    """
    stands: list[bool] = []
    for pack in _packs(groups):
        if len(pack) == 1:
            stands.append(transact(pack[0]).stands)
        elif _together(pack).stands:
            stands += [True] * len(pack)
        else:
            stands += [transact(group).stands for group in pack]
    return stands


def _together(pack: Sequence[Sequence[Write]]) -> Result:
    return transact([write for group in pack for write in group])


def _packs(groups: Sequence[Sequence[Write]]) -> Iterator[list[Sequence[Write]]]:
    pack: list[Sequence[Write]] = []
    keys: set[tuple[object, ...]] = set()
    size = 0
    for group in groups:
        own = {_key(write) for write in group}
        assert len(own) == len(group), "a row twice in one transaction"
        if pack and (size + len(group) > TOGETHER_MAX or own & keys):
            yield pack
            pack, keys, size = [], set(), 0
        pack.append(group)
        keys |= own
        size += len(group)
    if pack:
        yield pack


def _key(write: Write) -> tuple[object, ...]:
    row = write.row
    names = (type(row)._hash_keyname, type(row)._range_keyname)
    return (type(row), *(getattr(row, name) for name in names if name is not None))
