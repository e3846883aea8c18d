"""Who acts from the console: a role, proven by the alias that was invoked, and the request it acted in."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do. Each role may also do what the ones before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    MANAGER = "manager"

    def may_act_as(self, needed: "Role") -> bool:
        """Whether this role includes `needed`."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The role that acts, and the id of its request, by which CloudTrail names the person."""

    role: Role
    request_id: str

    @property
    def by(self) -> str:
        """How records say who made them."""
        return self.role.value


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What acts where nobody is known: a file that was put into the bucket, by its upload's own id."""

    request_id: str
    by: str = "upload"
