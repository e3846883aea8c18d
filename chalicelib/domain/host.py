"""Names of internet hosts, and the web addresses that a studio may enter."""

import re
import unicodedata
from urllib.parse import urlsplit

HOST_MAX = 253
ADDRESS_MAX = 2048
ORIGINS_MAX = 10
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%\u00a1-\U0010ffff]+")
# Names that lead nowhere on the internet. `example` and `test` stay, for demonstrations.
_NOWHERE = frozenset({"invalid", "localhost", "local", "internal", "onion", "arpa"})
_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")


def ascii_host(text: str) -> str | None:
    """The host as DNS writes it, in small ASCII letters; None when it is no public name.

    Full-width letters and dots are folded first, as every resolver does. IP addresses are no names.
    """
    try:
        host = unicodedata.normalize("NFKC", text).encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = host.split(".")
    if len(labels) < 2 or len(host) > HOST_MAX:  # noqa: PLR2004 - a name and its top level
        return None
    if not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return host if _TOP_LEVEL.fullmatch(labels[-1]) and labels[-1] not in _NOWHERE else None


def web_address(text: str) -> str | None:
    """The address as a link may hold it: https, a public name, no user, no port, nothing hidden in it.

    None for anything that two readers could read differently.
    """
    address = text.strip(" ")
    if not address.lower().startswith("https://") or len(address) > ADDRESS_MAX:
        return None
    if not _PLAIN_ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = ascii_host(parts.netloc)
    if host is None or any(letter in parts.netloc for letter in "@:[]"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"https://{host}{parts.path or '/'}{query}{fragment}"


def origin(text: str) -> str | None:
    """The https origin of a bare host address, such as `https://studio.example`; None for any more than that.

    A visitor's own machine (`http://localhost`) is taken as well, to try the form out. Nothing that
    could end one source of a Content-Security-Policy and begin another passes.
    """
    bare = text.strip(" ").rstrip("/")
    if _LOOPBACK.fullmatch(bare):
        return bare
    host = ascii_host(bare.removeprefix("https://"))
    return f"https://{host}" if host is not None and bare.startswith("https://") else None


def frame_ancestors(website: str, additional_origins: tuple[str, ...]) -> tuple[str, ...]:
    """The origins that may show our pages in a frame: the website with and without `www`, and the others.

    Empty when none is registered: then nobody may. What is not an origin is left out.
    """
    origins: list[str] = []
    address = web_address(website)
    if address is not None:
        host = urlsplit(address).netloc.removeprefix("www.")
        origins += [f"https://{host}", f"https://www.{host}"]
    elif (local := origin(website)) is not None:
        origins.append(local)
    origins += [each for text in additional_origins[:ORIGINS_MAX] if (each := origin(text)) is not None]
    return tuple(dict.fromkeys(origins))
