"""What files and single records need at the door: fresh link tokens, and whom a booking token names."""

import secrets
from datetime import datetime
from functools import partial

from chalicelib.domain.link import ENTROPY_BYTES, new_token
from chalicelib.flows.hand_over import client_of_booking_token
from chalicelib.flows.record_rows import Door


def door(source: str, now: datetime) -> Door:
    """The door as it is deployed; `source` is `import` or `record`."""
    return Door(
        new_token=lambda: new_token(secrets.token_bytes(ENTROPY_BYTES)),
        client_of_token=partial(client_of_booking_token, now=now),
        source=source,
    )
