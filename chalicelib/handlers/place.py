"""Where the public form stands, as an address that works from anywhere: in a message, a code, a preview."""

from chalice.app import Request

from chalicelib.domain.addresses import public_base
from chalicelib.domain.studio import Preferences


def base_of(request: Request, preferences: Preferences) -> str:
    """The form's own address without a slash at its end: the studio's name for it, else where this came in.

    By API Gateway's own word; what the caller says in a header counts only where there is no gateway.
    """
    return public_base(preferences.public_url, _came_in_at(request))


def _came_in_at(request: Request) -> str:
    context = request.context
    own = [each for each in str(request.path or "/").split("/") if each]
    parts = str(context.get("path") or "").rstrip("/").split("/")
    before = "/".join(parts[: max(0, len(parts) - len(own))])
    if host := context.get("domainName"):
        return f"https://{host}{before}"
    return f"http://{request.headers.get('host', 'localhost')}{before}"
