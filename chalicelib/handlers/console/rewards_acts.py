"""What can be done with a reward by hand, by name."""

from collections.abc import Mapping

from chalicelib.handlers.console import rewards_extend, rewards_issue, rewards_redeem, rewards_void
from chalicelib.handlers.console.rewards_work import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (rewards_issue.KIND, rewards_extend.KIND, rewards_void.KIND, rewards_redeem.KIND)
}
