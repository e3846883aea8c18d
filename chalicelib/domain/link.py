"""Referral links: a random token that a person can also read aloud and type."""

from chalicelib.domain.ids import ALPHABET

TOKEN_LENGTH = 13  # 65 bits.
ENTROPY_BYTES = 16
_READ_AS = str.maketrans({"i": "1", "l": "1", "o": "0", "-": "", " ": ""})


def new_token(entropy: bytes) -> str:
    """A token of 13 letters without look-alikes, from at least 16 random bytes; never from the client."""
    assert len(entropy) >= ENTROPY_BYTES
    number = int.from_bytes(entropy, "big")
    letters = []
    for _ in range(TOKEN_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def folded(text: str) -> str | None:
    """The token that a person meant: capitals, `O` for `0`, `I` for `1` are forgiven; None if it is none."""
    token = text[: 4 * TOKEN_LENGTH].lower().translate(_READ_AS)
    return token if len(token) == TOKEN_LENGTH and all(letter in ALPHABET for letter in token) else None
