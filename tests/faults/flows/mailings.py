"""Mailings: asked for and confirmed at a desk, gathered and sent by a function, stopped and resumed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Wanted
from chalicelib.domain.recipients import Criteria
from chalicelib.flows.begin_mailing import confirm_mailing, prepare_mailing
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.mailing_report import ask_for_report, write_report
from chalicelib.flows.run_mailing import Means, run_mailing
from chalicelib.flows.runner import Runner
from chalicelib.flows.stop_mailing import resume_mailing, stop_mailing
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.mailing import Mailing
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.services.quota import provider
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "draft-1"
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
WANTED = Wanted(
    criteria=Criteria(status_id="active"),
    kind=Kind.INVITATION,
    form=LetterForm.EMAIL,
    program_id="friends",
)
WRITTEN_TO = sorted([scenes.ANNA, scenes.BERT])


def people(ground: Ground) -> None:
    """Anna in the program already, Bert in none, Carl who allows no marketing; all in the directory."""
    scenes.studio()
    for name in ("anna", "bert", "carl"):
        allows = name != "carl"
        scenes.client(name, ground.now, allow_marketing=allows, allow_email_marketing=allows)
    scenes.enroll(scenes.ANNA, ground.now)
    index_clients([scenes.ANNA, scenes.BERT, scenes.CARL], country="US")
    begin_draft(DRAFT, "mailings", {}, actor=MANAGER, now=ground.now)


def runner() -> Runner:
    """The function as it is deployed."""
    return Runner(functions(), settings.run_mailing_function)


def means(ground: Ground) -> Means:
    """What the function works with as it is deployed; the clock stands still while it does."""
    return Means(
        clock=lambda: ground.now,
        seconds_left=lambda: 600,
        pause=lambda _: None,
        quota=provider().quota,
        go_on=lambda each: runner().start(each),
    )


def draft(ground: Ground) -> Draft:
    """The work in hand."""
    found = Draft.find(DRAFT, "mailings", ground.now)
    assert found is not None
    return found


def mailing_id(ground: Ground) -> str:
    """The one mailing there is."""
    (found,) = [str(row["mailing_id"]) for row in ground.rows("mailings") if row["part"] == "mailing"]
    return found


def prepare(ground: Ground) -> None:
    """Ask for the list."""
    prepare_mailing(draft(ground), WANTED, "Spring", runner=runner(), actor=MANAGER, now=ground.now)


def work(ground: Ground) -> None:
    """What the clock brings: each mailing that is due."""
    for each in list(Mailing.due(ground.now)):
        run_mailing(each, studio.load(), means(ground))


def confirm(ground: Ground) -> None:
    """Set it going, unless that was done."""
    standing = draft(ground)
    if standing.is_open:
        confirm_mailing(
            standing,
            unticked=[],
            reviewed=2,
            begins_at=None,
            studio=studio.load(),
            runner=runner(),
            actor=MANAGER,
            now=ground.now,
        )


def _prepared(ground: Ground) -> None:
    people(ground)
    prepare(ground)
    work(ground)


def _confirmed(ground: Ground) -> None:
    _prepared(ground)
    confirm(ground)


def _asked_for(ground: Ground) -> None:
    people(ground)
    prepare(ground)


def _rests(ground: Ground) -> None:
    _confirmed(ground)
    stop(ground)


def stop(ground: Ground) -> None:
    """Stop it."""
    stop_mailing(mailing_id(ground), actor=MANAGER, now=ground.now)


def resume(ground: Ground) -> None:
    """Let it go on."""
    resume_mailing(mailing_id(ground), runner=runner(), actor=MANAGER, now=ground.now)


def _report(ground: Ground) -> None:
    write_report(mailing_id(ground), files(), ground.now)


def _ask(ground: Ground) -> None:
    ask_for_report(mailing_id(ground), runner=runner(), actor=MANAGER, now=ground.start)


def _rows(ground: Ground, *begins: str) -> Sequence[dict[str, object]]:
    return [row for row in ground.rows("mailings") if str(row["part"]).startswith(begins)]


def _audited(ground: Ground, what: str) -> int:
    return sum(row["what"] == what for row in ground.rows("audit"))


def _is_due(ground: Ground) -> bool:
    return len(list(Mailing.due(ground.now + timedelta(seconds=1)))) == 1


def _is_asked_for(ground: Ground) -> Iterator[str]:
    rows = _rows(ground, "mailing")
    return missing(
        one_mailing=len(rows) == 1,
        named_by_the_draft=[row["mailing_id"] for row in rows] == [draft(ground).content.get("mailing")],
        due=_is_due(ground),
        one_record=_audited(ground, "prepare") == 1,
    )


def _is_prepared(ground: Ground) -> Iterator[str]:
    (row,) = _rows(ground, "mailing")
    return missing(
        prepared=row["state"] == "prepared",
        counted=row["found"] == {"to": 2, "not": 1, "no_consent": 1},
        listed=len(_rows(ground, "to#")) == 2,
        left_out=len(_rows(ground, "not#")) == 1,
    )


def _is_confirmed(ground: Ground) -> Iterator[str]:
    (row,) = _rows(ground, "mailing")
    return missing(
        sending=row["state"] == "sending",
        due=_is_due(ground),
        the_draft_is_used=not draft(ground).is_open,
        one_record=_audited(ground, "confirm") == 1,
    )


def is_sent(ground: Ground) -> Iterator[str]:
    """Whether everyone got one letter and one enrollment."""
    (row,) = _rows(ground, "mailing")
    enrollments = [each for each in ground.rows("enrollments") if each["enrollment_id"] == "open"]
    told = {"queued": 2, "enrolled_new": 1, "enrolled_refreshed": 1}
    return missing(
        finished=row["state"] == "finished",
        counted=row["figures"] == told,
        each_once=sorted(each["client_id"] for each in ground.rows("notices")) == WRITTEN_TO,
        each_enrolled=sorted(each["client_id"] for each in enrollments) == WRITTEN_TO,
    )


def _is_stopped(ground: Ground) -> Iterator[str]:
    (row,) = _rows(ground, "mailing")
    return missing(stopped=row["state"] == "stopped", one_record=_audited(ground, "stop") == 1)


def _goes_on(ground: Ground) -> Iterator[str]:
    (row,) = _rows(ground, "mailing")
    return missing(sending=row["state"] == "sending", one_record=_audited(ground, "resume") == 1)


def _is_asked(ground: Ground) -> Iterator[str]:
    told = {"mailing": mailing_id(ground), "report": True}
    return missing(
        the_function_was_told=(settings.run_mailing_function, told) in ground.started,
        one_record=_audited(ground, "export") == 1,
    )


def _is_reported(ground: Ground) -> Iterator[str]:
    (row,) = _rows(ground, "mailing")
    body = ground.files.get(f"exports/mailings/{row['mailing_id']}.csv", b"")
    return missing(a_line_each=body.count(b"\r\n") == 4, said_so="reported_at" in row)


FLOWS = (
    Flow(name="prepare_mailing", prepare=people, act=prepare, goal=_is_asked_for, calls=4),
    Flow(
        name="run_mailing_gathering",
        prepare=_asked_for,
        act=work,
        goal=_is_prepared,
        calls=9,
        thrifty=True,
        healed_later=True,
    ),
    Flow(name="confirm_mailing", prepare=_prepared, act=confirm, goal=_is_confirmed, calls=5, thrifty=True),
    Flow(
        name="run_mailing",
        prepare=_confirmed,
        act=work,
        goal=is_sent,
        calls=18,
        thrifty=True,
        healed_later=True,
    ),
    Flow(name="stop_mailing", prepare=_confirmed, act=stop, goal=_is_stopped, calls=2),
    Flow(name="resume_mailing", prepare=_rests, act=resume, goal=_goes_on, calls=2),
    Flow(name="ask_for_mailing_report", prepare=_asked_for, act=_ask, goal=_is_asked, calls=3),
    Flow(
        name="write_mailing_report", prepare=_confirmed, act=_report, goal=_is_reported, calls=6, thrifty=True
    ),
)
