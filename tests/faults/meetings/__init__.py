"""Who can meet whom, and what must be true whoever is first."""

from tests.faults.flows import FLOWS
from tests.faults.meetings import (
    by_hand,
    clients,
    consent,
    desk,
    directory,
    expiry,
    friends,
    holds,
    invitations,
    joining,
    lists,
    mailings,
    money,
    processings,
    sales,
    tills,
    triggers,
)
from tests.faults.races import Race
from tests.faults.sweep import Flow


def itself(flow: Flow) -> Race:
    """The same delivery twice at once."""
    return Race(
        name=f"{flow.name} twice",
        prepare=flow.prepare,
        first=flow.act,
        second=flow.act,
        again=flow.redeliver if flow.thrifty else None,
        goal=flow.goal,
        every=4 if flow.thrifty else 1,
    )


RACES = (
    *map(itself, FLOWS),
    *friends.RACES,
    *holds.RACES,
    *sales.RACES,
    *by_hand.RACES,
    *tills.RACES,
    *clients.RACES,
    *consent.RACES,
    *desk.RACES,
    *directory.RACES,
    *expiry.RACES,
    *joining.RACES,
    *invitations.RACES,
    *lists.RACES,
    *triggers.RACES,
    *mailings.RACES,
    *processings.RACES,
    *money.RACES,
)
