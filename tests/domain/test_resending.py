import pytest

from chalicelib.domain.notice import Reason, State
from chalicelib.domain.resending import CAN_PASS, MAY_CHANGE, Refusal, refusal


@pytest.mark.parametrize(
    ("state", "reason", "refused"),
    [
        *(
            (state, "", Refusal.NOT_OVER)
            for state in (State.QUEUED, State.SENDING, State.SENT, State.TO_PRINT)
        ),
        (State.SENT, Reason.BOUNCED, Refusal.NOT_OVER),
        *((State.DEAD, reason, None) for reason in sorted(CAN_PASS)),
        *((State.DEAD, reason, Refusal.SAME_AGAIN) for reason in (Reason.MESSAGE_REFUSED, Reason.TOO_LONG)),
        *((State.SUPPRESSED, reason, None) for reason in sorted(MAY_CHANGE)),
        *((State.SUPPRESSED, reason, Refusal.SAME_AGAIN) for reason in (Reason.NO_CLIENT, Reason.OVERTAKEN)),
        (State.SUPPRESSED, "a reason of an older program", Refusal.SAME_AGAIN),
        (State.UNKNOWN, Reason.NO_ANSWER, Refusal.NOT_SURE),
    ],
)
def test_only_what_can_end_otherwise_goes_again(state: State, reason: str, refused: Refusal | None) -> None:
    assert refusal(state, reason, set(), enrolled=False, sure=False) is refused


def test_an_unknown_one_goes_when_somebody_is_sure_enrolled_or_not() -> None:
    for enrolled in (False, True):
        assert refusal(State.UNKNOWN, Reason.NO_ANSWER, set(), enrolled=enrolled, sure=True) is None


def test_of_several_refusals_the_first_is_told() -> None:
    went, dead = {"accepted"}, State.DEAD
    assert refusal(State.SENT, "", went, enrolled=True, sure=True) is Refusal.NOT_OVER
    assert refusal(dead, Reason.MESSAGE_REFUSED, went, enrolled=True, sure=True) is Refusal.WENT
    assert refusal(dead, Reason.MESSAGE_REFUSED, set(), enrolled=True, sure=True) is Refusal.ENROLLMENT_ENDED
    assert refusal(State.UNKNOWN, Reason.NO_ANSWER, went, enrolled=False, sure=True) is Refusal.WENT
