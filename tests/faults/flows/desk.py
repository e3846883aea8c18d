"""Operators take note of what waited, and take a client's file with them."""

from collections.abc import Iterator

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.notice import Reason, State
from chalicelib.flows.export_client import export_client
from chalicelib.flows.take_note import take_note_of_import, take_note_of_notice
from chalicelib.models.import_run import EndedImport, ImportRun
from chalicelib.models.notice import Notice
from chalicelib.services.files import files
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.flows.mail import LETTER, letter_waits
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")


def _a_letter_died(ground: Ground) -> None:
    letter_waits(ground)
    notice = Notice.find(LETTER)
    assert notice is not None
    assert notice.move(State.DEAD, Reason.MESSAGE_REFUSED)


def _note_the_letter(ground: Ground) -> None:
    take_note_of_notice(LETTER, actor=OPERATOR, now=ground.start)


def _noted(ground: Ground) -> Iterator[str]:
    letter = ground.row("notices", notice_id=LETTER) or {}
    return missing(
        it_waits_no_more="for_a_person" not in letter,
        it_is_still_dead=letter.get("state") == "dead",
        one_record=[row["about"] for row in ground.rows("audit")] == [f"notice#{LETTER}"],
    )


def _a_file_was_read(ground: Ground) -> None:
    scenes.studio()
    run = ImportRun("run-1", kind="clients", key="imports/clients/a.csv", figures={"refused": 1})
    run.started_at = ground.start
    EndedImport.of_run(run, "imports/reports/clients/a.csv").keep()


def _note_the_file(ground: Ground) -> None:
    take_note_of_import(f"{ground.start.isoformat()} run-1", actor=OPERATOR, now=ground.start)


def _file_noted(ground: Ground) -> Iterator[str]:
    return missing(
        it_waits_no_more=[row["for_a_person"] for row in ground.rows("runs")] == [False],
        one_record=[row["about"] for row in ground.rows("audit")] == ["import#run-1"],
    )


def _a_client(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)


def _export(ground: Ground) -> None:
    export_client(scenes.ANNA, "random", files=files(), actor=OPERATOR, now=ground.start)


def _exported(ground: Ground) -> Iterator[str]:
    return missing(
        both_files={key.rpartition(".")[2] for key in ground.files} >= {"json", "csv"},
        one_record=[row["what"] for row in ground.rows("audit")] == ["exported"],
    )


FLOWS = (
    Flow(name="take_note_of_notice", prepare=_a_letter_died, act=_note_the_letter, goal=_noted, calls=1),
    Flow(name="take_note_of_import", prepare=_a_file_was_read, act=_note_the_file, goal=_file_noted, calls=1),
    Flow(name="export_client", prepare=_a_client, act=_export, goal=_exported, calls=13, thrifty=True),
)
