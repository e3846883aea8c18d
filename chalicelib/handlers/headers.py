"""The security headers of every answer to a visitor, errors included."""

from chalicelib.domain.host import frame_ancestors
from chalicelib.domain.studio import BookingStyle, Studio

UNUSED = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")


def security_headers(
    studio: Studio, *, nonce: str | None, preview: bool = False, alone: bool = False
) -> dict[str, str]:
    """The headers of every answer. Framing is for the registered website alone, and in iframe style alone.

    A `preview` is framed nowhere, and nothing can be sent from it. What stands `alone` is framed nowhere.
    """
    framed = studio.preferences.style is BookingStyle.IFRAME and not preview and not alone
    ancestors = frame_ancestors(studio.preferences.website, studio.preferences.additional_origins)
    sends_to = "form-action 'none'" if preview else "form-action 'self'"
    policy = ["default-src 'none'", "base-uri 'none'", sends_to, "img-src 'self' data:"]
    if nonce is not None:
        policy += [f"script-src 'nonce-{nonce}'", f"style-src 'nonce-{nonce}'"]
    policy.append("frame-ancestors " + (" ".join(ancestors) if framed and ancestors else "'none'"))
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{each}=()" for each in UNUSED),
        "Cross-Origin-Resource-Policy": "cross-origin" if framed else "same-origin",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }
    if not (framed and ancestors):
        # Browsers that know frame-ancestors ignore it; in iframe style it would break the frame.
        headers["X-Frame-Options"] = "DENY"
    if not framed:
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return headers
