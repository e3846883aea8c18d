"""What a referral's evaluation gives and takes, gathered into one posting."""

from chalicelib.domain import referral, reward
from chalicelib.domain.cap import daily_caps
from chalicelib.domain.money import Cents
from chalicelib.domain.program import GiftKind
from chalicelib.domain.referral import Decision, Reason, State
from chalicelib.flows import referral_notices
from chalicelib.flows.referral_draft import BY, Draft, Scene
from chalicelib.flows.status_write import status_write
from chalicelib.models.account import Account, mark_due
from chalicelib.models.cap import cap_writes
from chalicelib.models.posting import Accounts, Posting, usable_cents


def referral_posting(decision: Decision, scene: Scene, accounts: Accounts) -> Posting:
    """Everything that `decision` gives and takes, in one posting."""
    draft = Draft(scene, accounts)
    draft.row_values = {
        "state": decision.state.value,
        "reason": decision.reason.value,
        "evaluated_at": scene.now,
    }
    if scene.evidence is not None:
        draft.row_values["evidence_found"] = [each.value for each in scene.evidence]
    if pays_money(decision, scene):
        row = scene.row
        may_be_held = referral.may_be_held(State(row.state), has_reward=row.reward_id is not None)
        draft.others += cap_writes(
            daily_caps(row.referrer_id, scene.studio.preferences, scene.now),
            is_released=not may_be_held or Reason.DAILY_CAP in (row.released_for or ()),
        )
    if decision.give_reward:
        _give_reward(draft)
    if decision.take_back_reward:
        _take_back_reward(draft)
    if decision.give_gift:
        _give_gift(draft)
    if decision.take_back_gift:
        _take_back_gift(draft)
    _set_statuses(draft, decision)
    return draft.posting()


def pays_money(decision: Decision, scene: Scene) -> bool:
    """Whether it issues a reward, to the referrer or as the friend's gift; it counts once for the caps."""
    gift = scene.terms.gift
    is_money = gift is not None and gift.kind is GiftKind.REWARD
    return decision.give_reward or (decision.give_gift and is_money)


def _give_reward(draft: Draft) -> None:
    scene, attempt = draft.scene, draft.scene.row.attempt + 1
    assert scene.terms.reward_cents is not None
    new = _new_reward(
        scene,
        f"referral:{scene.row.friend_id}:{attempt}",
        scene.terms.reward_cents,
        reward.Source.REFERRAL,
        after_days=scene.terms.reward_expires_after_days,
        location_id=scene.referrer.location_id,
    )
    code = draft.issue(scene.row.referrer_id, new)
    _count_reward(draft, 1)
    draft.row_values |= {"attempt": attempt, "reward_id": new.reward_id, "rewarded_at": scene.now}
    usable = usable_cents(draft.accounts[scene.row.referrer_id], new.cents)
    if scene.terms.reward_letter and usable > 0:
        draft.others.append(
            referral_notices.reward_notice(
                scene.referrer,
                scene.friend,
                new,
                usable_cents=usable,
                code=code,
                letter_id=scene.terms.reward_letter_id,
                preferences=scene.studio.preferences,
                now=scene.now,
            )
        )


def _take_back_reward(draft: Draft) -> None:
    row = draft.scene.row
    assert row.reward_id is not None, "a rewarded referral names its reward"
    draft.take_back(row.referrer_id, row.reward_id)
    _count_reward(draft, -1)
    draft.row_values |= {"reward_id": None, "rewarded_at": None}


def _count_reward(draft: Draft, change: int) -> None:
    """Count towards the program's cap of rewards per client, in the same transaction."""
    referrer_id, program_id = draft.scene.row.referrer_id, draft.scene.terms.program_id
    counts = draft.accounts[referrer_id].rewards_by_program
    changed = {**counts, program_id: counts.get(program_id, 0) + change}
    draft.act(referrer_id, Account.rewards_by_program.set(changed))


def _give_gift(draft: Draft) -> None:
    scene, attempt = draft.scene, draft.scene.row.gift_attempt + 1
    gift = scene.terms.gift
    assert gift is not None
    code, new = gift.code, None
    draft.row_values |= {"gift_state": "available", "gift_attempt": attempt}
    if gift.kind is GiftKind.REWARD:
        assert gift.cents is not None
        reward_id = f"gift:{scene.row.friend_id}:{attempt}"
        new = _new_reward(
            scene,
            reward_id,
            gift.cents,
            reward.Source.GIFT,
            after_days=gift.expires_after_days,
            location_id=scene.friend.location_id,
        )
        code = draft.issue(scene.row.friend_id, new)
        draft.row_values["gift_reward_id"] = new.reward_id
    usable = usable_cents(draft.accounts[scene.row.friend_id], new.cents) if new is not None else None
    if scene.terms.gift_letter and usable != 0:
        draft.others.append(
            referral_notices.gift_notice(
                scene.friend,
                scene.referrer,
                gift,
                new,
                usable_cents=usable,
                code=code,
                letter_id=scene.terms.gift_letter_id,
                preferences=scene.studio.preferences,
                cause=f"gift:{scene.row.friend_id}:{attempt}",
                now=scene.now,
            )
        )


def _take_back_gift(draft: Draft) -> None:
    """Withdraw an unused item, claw a reward back."""
    row = draft.scene.row
    draft.row_values |= {"gift_state": "withdrawn"}
    if row.gift_reward_id is not None:
        draft.take_back(row.friend_id, row.gift_reward_id)
        draft.row_values["gift_reward_id"] = None


def _set_statuses(draft: Draft, decision: Decision) -> None:
    """The statuses that the program gives, the first time that all requirements hold."""
    scene = draft.scene
    for client, status_id, gives in (
        (scene.friend, scene.terms.friend_status_id, decision.completes(State(scene.row.state))),
        (scene.referrer, scene.terms.referrer_status_id, decision.pays(State(scene.row.state))),
    ):
        write = status_write(client, status_id, scene.studio, scene.now) if gives else None
        if write is not None:
            draft.others.append(write)
            draft.act(client.client_id, mark_due(scene.now))


def _new_reward(
    scene: Scene,
    reward_id: str,
    cents: Cents,
    source: reward.Source,
    *,
    after_days: int | None,
    location_id: str | None,
) -> reward.NewReward:
    zone = scene.studio.preferences.local_zone()
    expires_on, expires_at = reward.expiry(scene.now, zone, after_days=after_days)
    return reward.NewReward(
        reward_id=reward_id,
        cents=cents,
        source=source,
        created_by=BY,
        expires_on=expires_on,
        expires_at=expires_at,
        location_id=location_id,
    )
