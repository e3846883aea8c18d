"""An operator who types in clients that may be there already, and edits one beside somebody else."""

from chalicelib.domain.actor import Role
from tests.console.client_forms import fill
from tests.console.desk import Desk
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.privileges.behind import index
from tests.privileges.recorder import unheard
from tests.privileges.work import Work

HOME = {"phones_0_label": "Home", "phones_0_number": "(201) 555-0123"}
AGAIN = {"first_name": "Rita", "last_name": "Lake", "emails": "rita@people.example", **HOME}


def _rita(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)
    index(ground)


def _save_a_duplicate(ground: Ground) -> None:
    del ground
    desk = Desk()
    answer = fill(desk, desk.ask("client_edit", "new"), contact=AGAIN, general={"birthday_on": "1980-02-29"})
    answer = desk.press(answer, "Save and close")
    assert "This may be a client already" in answer.words
    assert "is stored" in desk.press(answer, "Save anyway").words


def _meet_another_editor(ground: Ground) -> None:
    del ground
    desk, other = Desk(), Desk(Role.MANAGER)
    mine = fill(desk, desk.ask("client_edit", "edit", {"client": scenes.RITA}), contact={"city": "Bath"})
    with unheard():
        theirs = other.ask("client_edit", "edit", {"client": scenes.RITA})
        other.press(theirs, "Save and close", {"city": "Rome"})
    told = desk.press(mine, "Save and close")
    assert "By manager" in told.words
    assert "is stored" in desk.press(desk.press(told, "Keep what I typed"), "Save and close").words


WORKS = (
    Work(name="a client twice", functions=("console",), prepare=_rita, act=_save_a_duplicate),
    Work(name="two editors", functions=("console",), prepare=_rita, act=_meet_another_editor),
)
