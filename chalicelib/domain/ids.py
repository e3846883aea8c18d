"""Ids made from their cause: the same cause gives the same id, so that a repeat changes nothing."""

import hashlib
import hmac
import json
from collections.abc import Mapping

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # For people: no 0, 1, I, L, O, U.
ID_LENGTH = 26


def made_from(*causes: str) -> str:
    """26 letters (130 bits) for these causes, in this order.

    Each cause is length-prefixed, so `("ab", "c")` and `("a", "bc")` differ.
    """
    digest = hashlib.sha256("".join(f"{len(cause)}:{cause}" for cause in causes).encode()).digest()
    return _letters(digest, ALPHABET, ID_LENGTH)


def keyed_hash(key: bytes, *causes: str) -> str:
    """Like `made_from`, but nobody without `key` can make it or try guesses against it."""
    message = "".join(f"{len(cause)}:{cause}" for cause in causes).encode()
    return _letters(hmac.new(key, message, hashlib.sha256).digest(), ALPHABET, ID_LENGTH)


def reward_code(key: bytes, reward_id: str, client_id: str, attempt: int) -> str:
    """The code people read and type, such as `LR-7K3Q-X9MD`; another `attempt` gives another code."""
    digest = hmac.new(key, f"{client_id}|{reward_id}|{attempt}".encode(), hashlib.sha256).digest()
    letters = _letters(digest, CODE_ALPHABET, 8)
    return f"LR-{letters[:4]}-{letters[4:]}"


def client_id_of_ref(client_ref: str) -> str:
    """The id of the client that a studio's own system calls `client_ref`.

    One of our own ids is its own reference, so that an exported client can be imported again.
    """
    ref = client_ref.strip()
    if is_client_id(ref):
        return ref
    return "c" + made_from("client_ref", ref)


def is_client_id(text: str) -> bool:
    """Whether `text` has the form of a client id of ours: `c` and 26 letters of the alphabet."""
    return text[:1] == "c" and is_made(text[1:])


def is_made(text: str) -> bool:
    """Whether `text` has the form of what `made_from` gives."""
    return len(text) == ID_LENGTH and all(letter in ALPHABET for letter in text)


def payload_hash(payload: Mapping[str, object]) -> str:
    """A short fingerprint of what a write means, without when it was tried."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _letters(digest: bytes, alphabet: str, length: int) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)
