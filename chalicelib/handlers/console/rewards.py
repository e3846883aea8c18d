"""Rewards: looked up by code, looked at with their history, issued, extended, redeemed and made void."""

from chalicelib.domain.actor import Role
from chalicelib.handlers.console import rewards_lookup, rewards_one, rewards_steps
from chalicelib.handlers.console.rewards_acts import KINDS
from chalicelib.handlers.widgets.routing import Act, View

VIEW = View(
    title="Rewards",
    acts={
        "": Act(rewards_lookup.show, Role.OPERATOR),
        "find": Act(rewards_lookup.find, Role.OPERATOR),
        "one": Act(rewards_one.show, Role.OPERATOR),
        **{name: Act(rewards_steps.begin(kind), kind.role) for name, kind in KINDS.items()},
        **rewards_steps.STEPS.acts,
    },
)
