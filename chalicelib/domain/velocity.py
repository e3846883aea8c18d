"""How often the public form may be sent: from one address, for one contact, by one link, to one studio.

Source: rules 7.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.ids import keyed_hash

FROM_ADDRESS_PER_10_MINUTES = 5
FROM_ADDRESS_PER_DAY = 20
FOR_CONTACT_PER_DAY = 3
BY_LINK_PER_DAY = 10
TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One counter of one window, and how far it may go."""

    counter: str
    most: int
    ends_at: datetime


def limits(
    *,
    source_ip: str,
    contacts: tuple[str, ...],
    link_tokens: tuple[str, ...],
    per_day_max: int,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
) -> list[Limit]:
    """Every limit that one sending of the form counts against.

    Days are the studio's. Addresses and contacts stand in the counters under a hash that needs `key`
    and changes with each window, so that nobody can be followed from one to the next. `link_tokens` are
    those of the address and of the code that was typed, whether or not there is such a link.
    """
    today = local_date(now, zone)
    day_ends_at = start_of_day(today + timedelta(days=1), zone)
    minute = now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)
    source = _network(source_ip)

    def hashed(kind: str, window: str, who: str) -> str:
        return f"{kind}:{window}:{keyed_hash(key, kind, window, who)}"

    day, ten = today.isoformat(), minute.strftime("%Y-%m-%dT%H%MZ")
    counted = [
        Limit(
            counter=hashed("form-from", ten, source),
            most=FROM_ADDRESS_PER_10_MINUTES,
            ends_at=minute + TEN_MINUTES,
        ),
        Limit(counter=hashed("form-from", day, source), most=FROM_ADDRESS_PER_DAY, ends_at=day_ends_at),
        Limit(counter=f"form-studio:{day}", most=per_day_max, ends_at=day_ends_at),
    ]
    counted += [
        Limit(counter=hashed("form-for", day, contact), most=FOR_CONTACT_PER_DAY, ends_at=day_ends_at)
        for contact in contacts
    ]
    counted += [
        Limit(counter=hashed("form-by", day, token), most=BY_LINK_PER_DAY, ends_at=day_ends_at)
        for token in dict.fromkeys(link_tokens)
    ]
    return counted


def _network(source_ip: str) -> str:
    """Whose address it is: an IPv6 line owns its whole /64."""
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        return source_ip
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
