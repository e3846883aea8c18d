"""The letter that tells of a reward does not go once the reward is void; one that went stays as it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.flows.look_at_reward import not_any_more
from chalicelib.flows.print_letters import printed_letters
from chalicelib.flows.reward_change import Change
from chalicelib.flows.void_reward import void_reward
from chalicelib.models.notice import Notice, notice_put
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, MANAGER, NOW

VALUES = {"amount": "$25.00", "code": "LR-7K3Q-X9MD", "expires": ""}


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()


def told(kind: Kind, cause: str, client_id: str = ANN, state: State = State.TO_PRINT) -> str:
    """A letter on paper that tells of a reward."""
    put = notice_put(
        kind=kind, client_id=client_id, cause=cause, values=VALUES, now=NOW, form=LetterForm.PRINT
    )
    assert transact([put]).stands
    notice = put.row
    assert isinstance(notice, Notice)
    if state is not State.QUEUED:
        assert notice.move(state)
    return notice.notice_id


def void(reward_id: str, client_id: str = ANN) -> None:
    row = Reward.find(client_id, reward_id)
    assert row is not None
    change = Change(
        client_id=client_id,
        reward_id=reward_id,
        turn_seen=row.turn,
        reason="Given by mistake",
        key="c1",
        actor=MANAGER,
        now=NOW,
    )
    assert void_reward(change) is None


def stands(notice_id: str) -> tuple[str, str | None]:
    notice = Notice.find(notice_id)
    assert notice is not None
    return notice.state, notice.reason


@pytest.mark.parametrize("kind", [Kind.LOYALTY, Kind.REWARD, Kind.THANKS])
@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.QUEUED, ("suppressed", "reward_spent")),
        (State.TO_PRINT, ("suppressed", "reward_spent")),
        (State.SENT, ("sent", "")),
    ],
)
def test_what_still_waits_does_not_go(kind: Kind, state: State, after: Any) -> None:
    reward_id = till.give("a", 2_500)
    letter, other = told(kind, f"issue:{reward_id}", state=state), told(kind, "issue:manual:b")
    void(reward_id)
    assert stands(letter) == after
    assert stands(other)[0] == "to_print"


def test_a_page_of_letters_to_print_leaves_out_what_is_void() -> None:
    letters: Mapping[str, str] = {
        name: told(Kind.LOYALTY, f"issue:{till.give(name, 2_500)}") for name in ("a", "b")
    }
    preferences = till.studio().preferences
    assert printed_letters(list(letters.values()), preferences, lambda: None)[1] == 2
    void("manual:a")
    assert printed_letters(list(letters.values()), preferences, lambda: None)[1] == 1


def test_of_a_reward_that_went_over_the_first_clients_letter_does_not_go() -> None:
    letter = told(Kind.THANKS, f"issue:{till.give('a', 2_500, client_id=BEN)}", client_id=BEN)
    till.join(ANN, BEN)
    void(f"transfer:{BEN}:manual:a")
    assert stands(letter) == ("suppressed", "reward_spent")


def test_one_that_came_to_nothing_is_not_sent_again_once_the_reward_is_void() -> None:
    notice = Notice.find(told(Kind.THANKS, f"issue:{till.give('a', 2_500)}", state=State.DEAD))
    assert notice is not None
    assert not_any_more(notice, NOW) is None
    void("manual:a")
    assert not_any_more(notice, NOW) is Reason.REWARD_SPENT
