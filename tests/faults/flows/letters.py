"""A manager saves a letter and retires it."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_edit import LetterEdit
from chalicelib.domain.letter_text import LetterForm, LetterRef
from chalicelib.domain.letters import Kind
from chalicelib.domain.records import to_plain
from chalicelib.flows.retire_letter import retire_letter
from chalicelib.flows.save_letter import Outcome, save_letter
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.letter import head_of, text_of
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "d1"
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
LETTER = LetterEdit(
    letter_id="l1",
    kind=Kind.NOTE,
    form=LetterForm.EMAIL,
    description="Spring",
    subject="Hello",
    html="<p>Hello</p>",
)


def letter_in_hand(ground: Ground) -> None:
    """A letter stands in its first version, and its second one waits in a draft."""
    scenes.studio()
    for edit in (LETTER, replace(LETTER, subject="Hello again", version=1, latest=1)):
        begin_draft(DRAFT, "letters", to_plain(edit), actor=MANAGER, now=ground.now)
        if not edit.version:
            save(ground)


def save(ground: Ground) -> None:
    """Press Save, perhaps not for the first time."""
    draft = Draft.find(DRAFT, "letters", ground.now)
    assert draft is not None
    if draft.is_open:
        edit = LetterEdit(**{**draft.content, "kind": Kind.NOTE, "form": LetterForm.EMAIL})
        saved = save_letter(edit, draft, actor=MANAGER, now=ground.now)
        assert saved.outcome in (Outcome.STORED, Outcome.USED), f"the manager reads {saved.outcome}"


def _retire(ground: Ground) -> None:
    saved = retire_letter("l1", inactive=True, version=1, actor=MANAGER, now=ground.now)
    assert saved.outcome in (Outcome.STORED, Outcome.UNCHANGED), f"the manager reads {saved.outcome}"


def _second_version(ground: Ground) -> Iterator[str]:
    head, first, second = head_of("l1"), text_of(LetterRef("l1", 1)), text_of(LetterRef("l1", 2))
    return missing(
        head_names_it=head is not None and (head.latest, head.version) == (2, 2),
        first_one_stays=first is not None and first.subject == "Hello",
        second_one_stands=second is not None and second.subject == "Hello again",
        two_records=len(ground.rows("audit")) == 2,
        no_third=len(ground.rows("letters")) == 3,
    )


def _retired(ground: Ground) -> Iterator[str]:
    head = head_of("l1")
    return missing(
        it_is_retired=head is not None and head.inactive and head.latest == 1,
        two_records=len(ground.rows("audit")) == 2,
    )


FLOWS = (
    Flow(name="save_letter", prepare=letter_in_hand, act=save, goal=_second_version, calls=4),
    Flow(name="retire_letter", prepare=letter_in_hand, act=_retire, goal=_retired, calls=2),
)
