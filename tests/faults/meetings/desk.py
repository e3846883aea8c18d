"""Numbers given by hand, and letters whose address was just blocked."""

from collections.abc import Iterator

from chalicelib.domain.notice import Sign
from chalicelib.domain.row import Row
from chalicelib.flows.record_client import record_clients
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import mail, numbers
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _takes_1001(ground: Ground) -> None:
    """By hand, the number that the counter gives next."""
    told = [Row({"client_ref": "erna", "client_number": "1001"}, 2)]
    (judged,) = record_clients(told, studio.load(), now=ground.now)
    assert judged.outcome == "stored" or judged.column == "client_number", judged


def _with_erna(ground: Ground) -> None:
    numbers.without_numbers(ground)
    scenes.client("erna", ground.now)


def _all_numbered(ground: Ground) -> Iterator[str]:
    found = [row.get("client_number") for row in ground.rows("clients") if row["client_id"] != scenes.ERNA]
    claimed = [row["claim"] for row in ground.rows("claims")]
    return missing(
        everyone_has_its_own=None not in found and len(set(found)) == 4,
        the_wanted_one_is_somebodys="number:1001" in claimed,
    )


def _complains_of_another(ground: Ground) -> None:
    mail.tell(ground, Sign.COMPLAINED)


def _sent_before_or_not_at_all(ground: Ground) -> Iterator[str]:
    """The complaint is about a letter of long ago, which its event proves to have gone."""
    notice = ground.row("notices", notice_id=mail.OTHER_LETTER) or {}
    ends = (notice["state"], len(ground.letters))
    if ends not in (("sent", 2), ("suppressed", 1)):
        yield f"the second notice is {ends[0]}, {ends[1]} letters went out"


RACES = (
    Race(
        name="a number by hand and the counter",
        prepare=_with_erna,
        first=numbers.give_numbers,
        second=_takes_1001,
        goal=_all_numbered,
    ),
    Race(
        name="a letter and a complaint",
        prepare=mail.second_letter_waits,
        first=mail.send_other,
        second=_complains_of_another,
        goal=_sent_before_or_not_at_all,
    ),
)
