"""What one page of a night may still issue today: its share of the day, taken, added to and given back."""

from dataclasses import dataclass, field

from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_cap import Amount, Caps
from chalicelib.models.day_share import DayShare, give_back, left_of, spend_write, take
from chalicelib.models.transaction import Outcome, Result, Update


@dataclass
class Purse:
    """A page's share of the studio's day, as far as it is known here; what stands in its row decides.

    An earlier try of the page left the rest of its share under the same name, and it is found again.
    """

    caps: Caps
    share: str
    _left: Amount | None = field(default=None, init=False)
    _refused: Amount | None = field(default=None, init=False)

    def wish(self, wanted: Amount, *, least: Amount) -> None:
        """Take what a page will need, or what there is of it: one read, and two calls where it needs more."""
        missing = wanted.less(self._known)
        if missing:
            self._left = self._known + take(self.caps, self.share, missing, least=least)

    def holds(self, amount: Amount) -> bool:
        """Whether the share has so much."""
        return self._known.covers(amount)

    def adds(self, amount: Amount) -> bool:
        """Take what `amount` needs beyond the share; False when the day has not so much left."""
        missing = amount.less(self._known)
        taken = take(self.caps, self.share, missing, least=missing) if missing else missing
        if missing and not taken:
            self._refused = missing
            return False
        self._left = self._known + taken
        return True

    def is_out_for(self, amount: Amount) -> bool:
        """Whether the day had not even less left when it was last asked: nobody need look again."""
        missing = amount.less(self._known)
        return bool(missing) and self._refused is not None and missing.covers(self._refused)

    def spend_write(self, amount: Amount) -> Update:
        """The write that takes `amount` out of the share, refused when another worker was quicker."""
        return spend_write(self.share, amount)

    def why_not(self, amount: Amount) -> Reason:
        """Why it waits where the day has not so much left."""
        return Reason.DAILY_CAP if self.caps.ever_allows(amount) else Reason.ABOVE_DAILY_CAP

    def is_short(self, result: Result, amount: Amount) -> bool:
        """Whether issuing `amount` was refused because the share had less: another worker does this page too.

        What came of it is known from then on; where it is not, what is left is read anew.
        """
        self._left = self._known.less(amount) if result.outcome is Outcome.DONE else None
        return result.failed_on(DayShare)

    def close(self) -> None:
        """Give back what is left, where anything was taken."""
        if self._left is not None or self._refused is not None:
            give_back(self.caps, self.share)

    @property
    def _known(self) -> Amount:
        if self._left is None:
            self._left = left_of(self.share)
        return self._left
