"""Two functions that index one client, of which one has seen a newer record."""

from chalicelib.models.client import Client
from tests.faults import scenes
from tests.faults.flows.directory import in_place, index, moved
from tests.faults.ground import Ground
from tests.faults.races import Race


def _renamed_and_indexed(ground: Ground) -> None:
    """The client gets yet another name, and the stream brings it to another function."""
    Client(scenes.ANNA).update([Client.last_name.set("Hill"), Client.groups.set(["vip", "school"])])
    index(ground)


RACES = (
    Race(
        name="a late index and a newer one",
        prepare=moved,
        first=index,
        second=_renamed_and_indexed,
        goal=in_place,
    ),
)
