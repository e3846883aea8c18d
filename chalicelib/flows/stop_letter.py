"""A letter that tells of a reward does not go, by mail or on paper, once the reward is void."""

from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.models.notice import Notice, notice_id_of
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Write

TELL_OF_IT = (Kind.LOYALTY, Kind.REWARD, Kind.THANKS)
ISSUED = "issue:"
"""Before the reward's id, the cause of such a letter."""
WAITS = (State.QUEUED, State.TO_PRINT)


def stop_letter_writes(row: Reward) -> list[Write]:
    """The writes that end what still waits to tell its client of the reward; one read.

    Its id is made from the reward as it was issued, whoever has it since. One that is on its way goes.
    """
    origin = list(row.with_earlier())[-1]
    causes = [(kind, f"{ISSUED}{origin.reward_id}") for kind in TELL_OF_IT]
    causes.append((Kind.GIFT, origin.reward_id))
    ids = [notice_id_of(kind, origin.client_id, cause) for kind, cause in causes]
    found = Notice.batch_get(ids, consistent_read=True)
    return [each.move_write(State.SUPPRESSED, Reason.REWARD_SPENT) for each in found if each.state in WAITS]
