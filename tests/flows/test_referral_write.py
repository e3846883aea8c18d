"""Staff's word on a friend whose referral was void before."""

from dataclasses import replace
from datetime import datetime

import pytest
from pynamodb.expressions.update import Action

from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Program
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.referral_write import Referrers, referral_writes
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.faults import scenes


@pytest.mark.parametrize(("was", "attempts"), [("used", 1), ("withdrawn", 2)])
def test_a_gift_that_was_handed_over_is_not_given_again_by_the_same_referrer(
    tables: Engine, now: datetime, was: str, attempts: int
) -> None:
    gift = Gift(kind=GiftKind.ITEM, text="A print")
    terms = replace(scenes.TERMS, gift=gift, gift_timing=GiftTiming.ON_INTAKE)
    scenes.studio()
    table.save_item(Program(program_id="friends", description="Friends", terms=terms))
    scenes.client("rita", now)
    scenes.enroll(scenes.RITA, now)
    friend = scenes.client("fred", now)
    scenes.referral(scenes.FRED, scenes.RITA, now, terms)
    values: list[Action] = [
        Referral.state.set("void"),
        Referral.gift_state.set(was),
        Referral.gift_attempt.set(1),
    ]
    Referral(scenes.FRED).update(values)
    enrollment, before = Enrollment.open_of(scenes.RITA), Referral.of_friend(scenes.FRED)
    assert enrollment is not None
    assert before is not None
    referrers = Referrers(
        clients={scenes.RITA: Client.get(scenes.RITA)},
        enrollments={scenes.RITA: enrollment},
        referrals={scenes.FRED: before},
    )
    studio = table.load()
    writes = referral_writes(friend.attribute_values, scenes.RITA, referrers, studio, now)
    assert transact(writes).stands
    evaluate_referral(scenes.FRED, studio=studio, now=now)
    after = Referral.get(scenes.FRED)
    assert after.gift_attempt == attempts
    assert after.gift_state == ("used" if was == "used" else "available")
