"""Planted faults: a guard, a marker or a condition is taken out of the product, at one named point.

Each must be found. One that is not says that nothing proves that guard: then a flow or a race is missing.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import get_session

from chalicelib.domain.notice import State
from chalicelib.flows import recount_account, send_notice, take_intake
from chalicelib.models import notice, number, packed, posting, transaction
from chalicelib.models.account import Account
from chalicelib.models.block import BlockRow
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.directory import DirectoryRow
from chalicelib.models.entry import EntryRow
from chalicelib.models.invoice import Invoice
from chalicelib.models.notice import Notice
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Check, Outcome, Result, Unknown, Write, transact
from chalicelib.services import mailer
from tests.faults.faults import Mode
from tests.faults.sabotage import LETTER, MARK, TRANSACTION, Saboteur, apart, unconditional


def _hopeful(patch: pytest.MonkeyPatch) -> None:
    """No answer is taken for a yes."""

    def careless(writes: Sequence[Write]) -> Result:
        try:
            return transact(writes)
        except Unknown:
            return Result(Outcome.DONE)

    patch.setattr(posting, "transact", careless)


def _forgetful(patch: pytest.MonkeyPatch) -> None:
    """A repeat of our own write is taken for a stranger's."""

    def careless(refused: list[tuple[Write, dict[str, Any] | None]]) -> Result:
        return Result(Outcome.REFUSED, refused)

    patch.setattr(transaction, "_judged", careless)


def _retrying_mailer(patch: pytest.MonkeyPatch) -> None:
    """The SDK sends again when SES does not answer."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 3})
    client = get_session().create_client("sesv2", config=config)
    patch.setattr(mailer, "ses", lambda: client)


def _impatient_sender(patch: pytest.MonkeyPatch) -> None:
    """A lease that passed is taken for a letter that did not go."""

    def careless(found: Notice, now: Any) -> Notice:
        found.move(State.QUEUED, "", Notice.next_at.set(now))
        return found

    patch.setattr(send_notice, "_looked_after", careless)


def _marked_before_sent(patch: pytest.MonkeyPatch) -> None:
    """The notice says sent before SES was asked."""
    claimed = Notice.claim

    def careless(self: Notice, blocks: Check, now: Any) -> State:
        state = claimed(self, blocks, now)
        if state is State.SENDING:
            self.move(State.SENT, "")
        return state

    patch.setattr(Notice, "claim", careless)


SABOTEURS = (
    Saboteur(
        name="an account is written whatever was posted meanwhile",
        sabotage=unconditional(posting, Account),
        race="night and another night",
        seen="Clash",
    ),
    Saboteur(
        name="an entry is put without its marker",
        sabotage=unconditional(posting, EntryRow),
        flow="post_a_reward",
        where=(Mode.CRASH_AFTER, TRANSACTION),
        seen="delivery 3 raised Unknown",
    ),
    Saboteur(
        name="a repeat is refused instead of recognized",
        sabotage=_forgetful,
        flow="post_a_reward",
        where=(Mode.CRASH_AFTER, TRANSACTION),
        seen="delivery 3 raised Unknown",
    ),
    Saboteur(
        name="no answer counts as done",
        sabotage=_hopeful,
        flow="evaluate_referral",
        where=(Mode.TIMEOUT_ALL, TRANSACTION),
        seen="said done, but referral is rewarded",
    ),
    Saboteur(
        name="the letter is queued after the money",
        sabotage=apart(posting, Notice),
        flow="evaluate_referral",
        where=(Mode.CRASH_AFTER, TRANSACTION),
        seen="two letters wait",
    ),
    Saboteur(
        name="the balance is written after the entry",
        sabotage=apart(posting, Account),
        flow="evaluate_referral",
        where=(Mode.CRASH_AFTER, TRANSACTION),
        seen="its entries make 2500",
    ),
    Saboteur(
        name="a number is taken that is another's",
        sabotage=unconditional(number, Claim),
        flow="assign_numbers",
        seen="have the number 1002",
    ),
    Saboteur(
        name="a client is numbered again",
        sabotage=unconditional(number, Client),
        race="assign_numbers twice",
        seen="no number is lost",
    ),
    Saboteur(
        name="a notice is claimed by two",
        sabotage=unconditional(notice, Notice),
        race="send_notice twice",
        seen="2 letters",
    ),
    Saboteur(
        name="a letter goes to a blocked address",
        sabotage=unconditional(notice, BlockRow),
        flow="send_notice_to_the_blocked",
        seen="no second letter went",
    ),
    Saboteur(
        name="the SDK repeats a letter",
        sabotage=_retrying_mailer,
        flow="send_notice",
        where=(Mode.LOST_ONCE, LETTER),
        seen="2 letters",
    ),
    Saboteur(
        name="a letter goes again after its lease",
        sabotage=_impatient_sender,
        flow="send_notice",
        where=(Mode.CRASH_AFTER, LETTER),
        seen="2 letters",
    ),
    Saboteur(
        name="a letter is marked before it goes",
        sabotage=_marked_before_sent,
        flow="send_notice",
        where=(Mode.CRASH_AFTER, MARK),
        seen="the notice is sent, 0 letters",
    ),
    Saboteur(
        name="a contact makes two clients",
        sabotage=unconditional(take_intake, Claim),
        race="one friend and two referrers, by the form",
        seen="one friend",
    ),
    Saboteur(
        name="a rewarded referral is written over",
        # Each of the two guards hides that the other is gone.
        sabotage=unconditional(packed, Referral, Client),
        race="a reward and another referrer",
        seen="one reward",
    ),
    Saboteur(
        name="an invoice is counted by two",
        sabotage=unconditional(packed, Invoice),
        race="record_invoices twice",
        seen="qualified 16000, its sales are 8000",
    ),
    Saboteur(
        name="an account is counted anew over a new sale",
        sabotage=unconditional(recount_account, Account),
        race="counting anew and a new invoice",
        seen="qualified 16000, its sales are 24000",
    ),
    Saboteur(
        name="a client is indexed by an old record",
        sabotage=unconditional(packed, DirectoryRow),
        race="a late index and a newer one",
        seen="everyone stands where they should: no",
    ),
)
