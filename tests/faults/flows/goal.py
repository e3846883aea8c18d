"""How a goal says what it misses."""

from collections.abc import Iterator


def missing(**claims: bool) -> Iterator[str]:
    """The claims that do not hold, by name."""
    return (name.replace("_", " ") + ": no" for name, holds in claims.items() if not holds)
