"""Loyalty rewards by hand: loaded, ticked and confirmed at a desk, paid by a function, reported, printed."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import State as NoticeState
from chalicelib.domain.processing import State
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.begin_processing import NOUN, begin_processing, confirm_processing
from chalicelib.flows.choose_eligible import choose_shown
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.move_processing import (
    letters_were_printed,
    resume_processing,
    stop_processing,
    write_processing,
)
from chalicelib.flows.run_processing import Means, run_processing
from chalicelib.flows.runner import Runner
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.notice import Notice
from chalicelib.models.processing import Processing
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "draft-1"
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
RULE = LoyaltyRule(
    every_cents=Cents(10_000), reward_cents=Cents(1_000), letter=True, letter_form=LetterForm.PRINT
)
PAID = {scenes.ANNA: 1_000, scenes.BERT: 2_000}


def people(ground: Ground) -> None:
    """Anna with one reward's worth, Bert with two, Carl below the level; all in the directory."""
    scenes.studio()
    for name, cents in (("anna", 15_000), ("bert", 20_000), ("carl", 9_999)):
        row = scenes.client(name, ground.now)
        scenes.invoice(row.client_id, f"INV-{name}", cents, ground.now)
    index_clients([scenes.ANNA, scenes.BERT, scenes.CARL], country="US")
    begin_draft(DRAFT, NOUN, {}, actor=MANAGER, now=ground.now)


def runner() -> Runner:
    """The function as it is deployed."""
    return Runner(functions(), settings.process_loyalty_function, NOUN)


def means(ground: Ground) -> Means:
    """What the function works with as it is deployed; the clock stands still while it does."""
    return Means(
        clock=lambda: ground.now,
        seconds_left=lambda: 600,
        go_on=lambda each: runner().start(each),
        files=files(),
    )


def run_row(ground: Ground) -> dict[str, object]:
    """The one run there is."""
    (found,) = [row for row in ground.rows("processings") if row["part"] == "processing"]
    return found


def run_id(ground: Ground) -> str:
    """Its id."""
    return str(run_row(ground)["processing_id"])


def _begin(ground: Ground) -> None:
    draft = Draft.find(DRAFT, NOUN, ground.now)
    assert draft is not None
    begin_processing(
        DRAFT,
        RULE,
        studio=studio.load(),
        runner=runner(),
        actor=MANAGER,
        now=ground.now,
        others=[draft.used_write("The list was loaded.", ground.now)],
    )


def work(ground: Ground) -> None:
    """What the clock brings: each run that is due."""
    for each in list(Processing.due(ground.now)):
        run_processing(each, studio.load(), means(ground))


def untick(ground: Ground) -> None:
    """Untick Anna."""
    choose_shown(run_id(ground), [scenes.ANNA], [], choice=1)


def confirm(ground: Ground) -> None:
    """Set it going as it stands."""
    run = Processing.find(run_id(ground))
    assert run is not None
    confirm_processing(
        run.processing_id,
        reviewed=(run.ticked, run.ticked_cents, run.choice),
        studio=studio.load(),
        runner=runner(),
        actor=MANAGER,
        now=ground.now,
    )


def stop(ground: Ground) -> None:
    """Stop it."""
    stop_processing(run_id(ground), actor=MANAGER, now=ground.now)


def resume(ground: Ground) -> None:
    """Let it go on."""
    resume_processing(run_id(ground), studio=studio.load(), runner=runner(), actor=MANAGER, now=ground.now)


def _write_again(ground: Ground) -> None:
    write_processing(run_id(ground), runner=runner(), actor=MANAGER, now=ground.now)


def _printed(ground: Ground) -> None:
    letters_were_printed(run_id(ground), runner=runner(), actor=MANAGER, now=ground.now)


def _asked_for(ground: Ground) -> None:
    people(ground)
    _begin(ground)


def prepared(ground: Ground) -> None:
    """A list that waits to be looked through."""
    _asked_for(ground)
    work(ground)


def confirmed(ground: Ground) -> None:
    """A run that goes."""
    prepared(ground)
    confirm(ground)


def _paid(ground: Ground) -> None:
    confirmed(ground)
    work(ground)


def _finished(ground: Ground) -> None:
    _paid(ground)
    work(ground)
    for row in ground.rows("notices"):
        notice = Notice.find(str(row["notice_id"]))
        assert notice is not None
        assert notice.move(NoticeState.TO_PRINT)


def _told_printed(ground: Ground) -> None:
    _finished(ground)
    _printed(ground)


def _rests(ground: Ground) -> None:
    confirmed(ground)
    stop(ground)


def _audited(ground: Ground, what: str) -> int:
    return sum(row["what"] == what for row in ground.rows("audit"))


def _is_due(ground: Ground) -> bool:
    return len(list(Processing.due(ground.now + timedelta(seconds=1)))) == 1


def _is_asked_for(ground: Ground) -> Iterator[str]:
    rows = [row for row in ground.rows("processings") if row["part"] == "processing"]
    draft = Draft.find(DRAFT, NOUN, ground.now)
    return missing(
        one_run=len(rows) == 1,
        due=_is_due(ground),
        the_draft_is_used=draft is not None and not draft.is_open,
        one_record=_audited(ground, "load") == 1,
    )


def _is_loaded(ground: Ground) -> Iterator[str]:
    row = run_row(ground)
    return missing(
        prepared=row["state"] == State.PREPARED,
        counted=row["found"] == {"to": 2, "cents": 3_000, "below_the_level": 1, "status_not_included": 0},
        everyone_is_ticked=(row["ticked"], row["ticked_cents"]) == (2, 3_000),
    )


def _is_unticked(ground: Ground) -> Iterator[str]:
    row = run_row(ground)
    marks = [each["client_id"] for each in ground.rows("processings") if "marked" in each]
    return missing(counted=(row["ticked"], row["ticked_cents"]) == (1, 2_000), marked=marks == [scenes.ANNA])


def _is_confirmed(ground: Ground) -> Iterator[str]:
    return missing(
        processing=run_row(ground)["state"] == State.PROCESSING,
        due=_is_due(ground),
        one_record=_audited(ground, "confirm") == 1,
    )


def is_paid(ground: Ground) -> Iterator[str]:
    """Whether everyone got one reward and one letter, and the run says so."""
    row = run_row(ground)
    rewards = {each["client_id"]: each["face_cents"] for each in ground.rows("rewards")}
    return missing(
        ended=row["state"] in (State.WRITING, State.FINISHED),
        counted=row["figures"] == {"rewarded": 2, "cents": 3_000},
        each_once=len(ground.rows("rewards")) == 2 and rewards == PAID,
        a_letter_each=sorted(each["client_id"] for each in ground.rows("notices")) == sorted(PAID),
    )


def _is_written(ground: Ground) -> Iterator[str]:
    row = run_row(ground)
    report = ground.files.get(f"exports/processings/{row['processing_id']}.csv", b"")
    letters = ground.files.get(f"exports/processings/{row['processing_id']}.html", b"")
    return missing(
        finished=row["state"] == State.FINISHED,
        a_line_each=report.count(b"\r\n") == 3,
        a_sheet_each=letters.count(b"<section>") == 2,
        counted=row["letters"] == 2,
    )


def _is_stopped(ground: Ground) -> Iterator[str]:
    return missing(
        stopped=run_row(ground)["state"] == State.STOPPED, one_record=_audited(ground, "stop") == 1
    )


def _goes_on(ground: Ground) -> Iterator[str]:
    return missing(
        processing=run_row(ground)["state"] == State.PROCESSING, one_record=_audited(ground, "resume") == 1
    )


def _is_asked_to_write(ground: Ground) -> Iterator[str]:
    return missing(
        writing=run_row(ground)["state"] == State.WRITING, one_record=_audited(ground, "export") == 1
    )


def _is_told(ground: Ground) -> Iterator[str]:
    return missing(
        marking=run_row(ground)["state"] == State.MARKING, one_record=_audited(ground, "printed") == 1
    )


def _is_marked(ground: Ground) -> Iterator[str]:
    return missing(
        finished=run_row(ground)["state"] == State.FINISHED,
        sent=[row["state"] for row in ground.rows("notices")] == ["sent", "sent"],
        one_record_each=_audited(ground, "letter printed") == 2,
    )


FLOWS = (
    Flow(name="begin_processing", prepare=people, act=_begin, goal=_is_asked_for, calls=3, thrifty=True),
    Flow(
        name="run_processing_loading",
        prepare=_asked_for,
        act=work,
        goal=_is_loaded,
        calls=9,
        thrifty=True,
        healed_later=True,
    ),
    Flow(name="choose_eligible", prepare=prepared, act=untick, goal=_is_unticked, calls=3),
    Flow(name="confirm_processing", prepare=prepared, act=confirm, goal=_is_confirmed, calls=4, thrifty=True),
    Flow(
        name="run_processing",
        prepare=confirmed,
        act=work,
        goal=is_paid,
        calls=12,
        thrifty=True,
        healed_later=True,
    ),
    Flow(
        name="run_processing_writing",
        prepare=_paid,
        act=work,
        goal=_is_written,
        calls=9,
        thrifty=True,
        healed_later=True,
    ),
    Flow(name="stop_processing", prepare=confirmed, act=stop, goal=_is_stopped, calls=2),
    Flow(name="resume_processing", prepare=_rests, act=resume, goal=_goes_on, calls=3, thrifty=True),
    Flow(name="write_processing", prepare=_finished, act=_write_again, goal=_is_asked_to_write, calls=3),
    Flow(name="letters_were_printed", prepare=_finished, act=_printed, goal=_is_told, calls=3),
    Flow(
        name="run_processing_marking",
        prepare=_told_printed,
        act=work,
        goal=_is_marked,
        calls=5,
        thrifty=True,
        healed_later=True,
    ),
)
