"""Client numbers: when a client gets one. A client without a number is a prospect. Source: rules 6."""

from enum import StrEnum

from chalicelib.domain.studio import NumberMode, Studio


class Occasion(StrEnum):
    """What happened to the client."""

    CREATED = "created"
    STATUS_SET = "status_set"
    FIRST_SALE = "first_sale"


def is_due(occasion: Occasion, status_id: str | None, studio: Studio) -> bool:
    """Whether a client without a number gets one on this occasion."""
    mode = studio.preferences.number_mode
    if mode is NumberMode.CREATED:
        return occasion is Occasion.CREATED
    if mode is NumberMode.FIRST_SALE:
        return occasion is Occasion.FIRST_SALE
    if mode is NumberMode.STATUS:
        status = studio.statuses.get(status_id or "")
        return occasion is not Occasion.FIRST_SALE and status is not None and status.gives_number
    return False
