"""What a letter says of a person and the studio, gathered when it goes: by the names of the merge fields."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from chalicelib.domain import addresses, tokens
from chalicelib.domain.dates import local_date
from chalicelib.domain.letters import FORMS, Kind, clean_line, day_in_words, link
from chalicelib.domain.merge_fields import fields_of, of_studio, of_values
from chalicelib.domain.notice import Purpose
from chalicelib.domain.studio import Preferences
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.settings import settings

FACEBOOK = "https://www.facebook.com/sharer/sharer.php"


def facts_for(
    client: Client, kind: Kind, values: Mapping[str, str], preferences: Preferences, now: datetime
) -> dict[str, str]:
    """Every field that a letter of this kind has, each as text; empty where there is nothing to say.

    One read: the client's open enrollment, for the referral link. `now` stands in the signed links; with
    the instant at which the notice was queued, the same notice makes the same letter.
    """
    base = addresses.public_base(preferences.public_url, settings.form_url)
    signed = _personal(client.client_id, kind, base, now)
    known = {
        **of_values(kind, values),
        **of_studio(preferences),
        "client.first_name": clean_line(client.first_name or ""),
        "client.last_name": clean_line(client.last_name or ""),
        "client.address": postal_address(client),
        "letter.date": day_in_words(local_date(now, preferences.local_zone())),
        **_referral(client.client_id, base),
        **signed,
    }
    return {field.name: known.get(field.name, "") for field in fields_of(kind)}


def postal_address(client: Client) -> str:
    """Where a letter on paper goes, in lines; empty where no street is known."""
    if not client.address:
        return ""
    town = " ".join(part for part in (client.region, client.postal_code) if part)
    lines = [client.address, ", ".join(part for part in (client.city, town) if part), client.country or ""]
    return "\n".join(clean_line(line) for text in lines for line in text.splitlines() if line.strip())


def _referral(client_id: str, base: str) -> dict[str, str]:
    """The client's link and where to pass it on; the plain form for who is in no program."""
    open_one = Enrollment.open_of(client_id)
    if not link(base):
        return {}
    token = open_one.token if open_one is not None else None
    form = addresses.referral(base, token) if token else f"{base}/"
    on_facebook = addresses.referral(base, token, addresses.Channel.FACEBOOK) if token else form
    return {
        "referral.link": form,
        "referral.share_link": addresses.share(base, token) if token else form,
        "referral.facebook_share_link": f"{FACEBOOK}?{urlencode({'u': on_facebook})}",
    }


def _personal(client_id: str, kind: Kind, base: str, now: datetime) -> dict[str, str]:
    """The links that only this person has."""
    if not link(base):
        return {}
    own = addresses.own_page(
        base, tokens.personal(tokens.Purpose.OWN_PAGE, client_id, now, settings.link_keys)
    )
    found = {"page.link": own, "profile.link": own}
    if FORMS[kind].purpose is Purpose.MARKETING:
        signed = tokens.personal(tokens.Purpose.UNSUBSCRIBE, client_id, now, settings.link_keys)
        found["unsubscribe.link"] = addresses.unsubscribe(base, signed)
    return found
