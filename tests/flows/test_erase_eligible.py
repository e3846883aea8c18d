"""An erased person's name is gone from every list of a run by hand, and nobody erased is rewarded."""

import pytest

from chalicelib.domain.processing import State
from chalicelib.flows.choose_eligible import choose_shown
from chalicelib.flows.erase_client import erase_client
from chalicelib.flows.find_eligible import list_without
from chalicelib.flows.move_processing import stop_processing
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Update, transact
from tests.conftest import NOW
from tests.engine import Engine
from tests.flows.processings import MANAGER, Office, is_eligible, paid, people, rows, someone

SIZE = 12
ELIGIBLE = [number for number in range(1, SIZE + 1) if is_eligible(number)]
PAID, UNTICKED, GONE = ELIGIBLE[:3]


@pytest.fixture
def office(tables: Engine) -> Office:
    return Office(NOW, people(tables, SIZE))


def erase(office: Office, number: int) -> None:
    client_id = someone(number)
    Client(client_id).update([Client.version.set(1)])
    content = {"client": client_id, "version": Client.get(client_id).version}
    begin_draft(f"erase-{number}", "erase", content, actor=MANAGER, now=NOW)
    draft = Draft.find(f"erase-{number}", "erase", NOW)
    assert draft is not None
    assert erase_client(draft, files=office.files, studio=office.studio, actor=MANAGER, now=NOW) is None


def stored(engine: Engine) -> str:
    return str(engine.rows("processings"))


def places(engine: Engine, processing_id: str, number: int) -> dict[str, str]:
    row = rows(engine, processing_id)[someone(number)]
    return {name: row[name] for name in ("by_name", "marked") if row.get(name)}


def test_names_are_gone_from_lists_of_all_states_and_figures_stay(tables: Engine, office: Office) -> None:
    waits = office.load()
    choose_shown(waits, [someone(UNTICKED)], set(), choice=office.run_of(waits).choice)
    done = office.load()
    Client(someone(GONE)).update([Client.status_id.set("newcomer")])
    assert office.confirm(done) is None
    office.work()
    assert office.run_of(done).state == State.FINISHED
    before = {number: places(tables, waits, number)["by_name"] for number in (PAID, UNTICKED, GONE)}
    assert all(place in stored(tables) for place in before.values())
    given, figures = paid(tables), office.run_of(done).figures
    for number in (PAID, UNTICKED, GONE):
        erase(office, number)
    assert not [place for place in before.values() if place in stored(tables)]
    assert places(tables, waits, PAID) == {"by_name": f"#{someone(PAID)}"}
    assert places(tables, waits, UNTICKED)["marked"].endswith(f"##{someone(UNTICKED)}")
    assert rows(tables, done)[someone(PAID)]["outcome"] == "rewarded"
    assert (paid(tables), office.run_of(done).figures) == (given, figures)
    assert someone(GONE) in {each.row.client_id for each in list_without(office.run_of(done)).people}


def test_who_was_erased_after_the_review_is_not_rewarded(tables: Engine, office: Office) -> None:
    run = office.load()
    erase(office, PAID)
    assert office.confirm(run) is None
    office.work()
    row = rows(tables, run)[someone(PAID)]
    assert (row["outcome"], row["reason"], someone(PAID) in paid(tables)) == ("skipped", "gone", False)
    figures = office.run_of(run).figures
    assert (figures["rewarded"], figures["skipped"]) == (len(ELIGIBLE) - 1, 1)


def test_a_list_that_is_dropped_while_it_is_made_forgets_where_it_stood(office: Office) -> None:
    run = office.load(done=False)
    assert transact([Update(Processing(run), [Processing.cursor.set("lake jane#x")])]).stands
    assert stop_processing(run, actor=MANAGER, now=NOW)
    assert office.run_of(run).cursor == ""
