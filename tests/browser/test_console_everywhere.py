import pytest

from chalicelib.handlers import console as product
from chalicelib.models.client import Client
from tests.browser.desk import Walk
from tests.browser.everywhere import unsound
from tests.browser.looking import COLORS, RULES
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.harness.bookings import HOSTILE
from tests.privileges.behind import index
from tests.privileges.buttons import WORKS
from tests.privileges.recorder import unheard

(A_STUDIO_IN_USE,) = [work.prepare for work in WORKS]


DARK = {"theme": "dark", "isolation": "shadow", "sanitiser": "strict", "merge": "yes"}


@pytest.mark.parametrize(("conventions", "axe"), [({}, RULES), (DARK, COLORS)], ids=["light", "dark"])
def test_every_screen_that_a_button_leads_to_is_sound(
    desk: Walk, conventions: dict[str, str], axe: list[str]
):
    ground = Ground(desk.tables, desk.now)
    A_STUDIO_IN_USE(ground)
    for client_id, last_name, company in (
        (scenes.ANNA, HOSTILE[0], HOSTILE[1]),
        (scenes.RITA, HOSTILE[4], HOSTILE[2]),
        (scenes.FRED, HOSTILE[5], HOSTILE[3]),
    ):
        Client(client_id).update([Client.last_name.set(last_name), Client.company.set(company)])

    def between() -> None:
        with unheard():
            index(ground)
        desk.wait(seconds=1)

    console = desk.console(axe=axe, **conventions).open("Set-up-manager")
    start = [{"view": view, "client": scenes.RITA} for view in product.NAMES]
    found, acts = unsound(console, start, between, besides=("probe",))
    ground.close()
    assert {act.partition("/")[0] for act in acts} >= set(product.NAMES)
    assert not found, "\n\n".join(found)
