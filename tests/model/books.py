"""What a studio's books must be after each act: the rules of sales and rewards once more, in plain values.

Nothing of the product is used, and there is no table: one dictionary a client. Source: rules 3 to 5.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")


def start_of(day: date) -> datetime:
    """The studio's midnight before `day`."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


@dataclass
class Bill:
    """An invoice. `redeemed` is what the ledger paid of it."""

    day: date
    total: int
    tax: int = 0
    paid: int = 0
    refunded: int = 0
    redeemed: int = 0
    void: bool = False

    @property
    def due(self) -> int:
        """What is still to be paid."""
        return 0 if self.void else max(0, self.total - self.paid - self.redeemed)

    @property
    def sale(self) -> int:
        """What it counts for."""
        if self.void or self.due or self.total <= 0:
            return 0
        net = self.total - self.tax
        refunded = (2 * min(self.refunded, self.total) * net + self.total) // (2 * self.total)
        return max(0, net - self.redeemed - refunded)


@dataclass
class Voucher:
    """A reward. `spent` was redeemed and not returned, or settled a debt; `closed`: void, or clawed back."""

    left: int
    ends: datetime | None
    spent: int = 0
    settled: int = 0
    expired: int = 0
    closed: str = ""
    earned_with: frozenset[str] = frozenset()

    def is_over(self, now: datetime) -> bool:
        """Whether its last day is over."""
        return self.ends is not None and self.ends <= now


@dataclass
class Books:
    """One client's. `moved` is the sum of its entries by kind, `used` what was rewarded of each invoice."""

    bills: dict[str, Bill] = field(default_factory=dict)
    vouchers: dict[str, Voucher] = field(default_factory=dict)
    redeemed: dict[tuple[str, str], int] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    owed: int = 0
    loyalty: int = 0

    @property
    def balance(self) -> int:
        """What the client has."""
        return sum(each.left for each in self.vouchers.values())

    def sales(self, start: date | None) -> tuple[int, int]:
        """Qualified and consumed, of invoices since `start`."""
        counting = {ref for ref, bill in self.bills.items() if start is None or bill.day >= start}
        return sum(self.bills[ref].sale for ref in counting), sum(self.used[ref] for ref in counting)

    def issue(self, name: str, cents: int, ends: datetime | None, earned_with: Iterable[str] = ()) -> None:
        """A new reward; what is owed is settled first."""
        settled = self._settle(cents)
        self.moved["issue"] += cents
        self.vouchers[name] = Voucher(
            cents - settled, ends, settled, settled, earned_with=frozenset(earned_with)
        )

    def may_redeem(self, ref: str, name: str, cents: int, now: datetime) -> bool:
        """Whether so much of the reward can be used on the invoice."""
        bill, voucher = self.bills.get(ref), self.vouchers[name]
        if bill is None or bill.void or voucher.closed or voucher.is_over(now) or ref in voucher.earned_with:
            return False
        return 0 < cents <= min(voucher.left, bill.due)

    def redeem(self, ref: str, name: str, cents: int) -> None:
        """Pay some of an invoice."""
        self.moved["redeem"] += cents
        self.vouchers[name].left -= cents
        self.vouchers[name].spent += cents
        self.bills[ref].redeemed += cents
        self.redeemed[ref, name] = self.redeemed.get((ref, name), 0) + cents

    def give_back(self, ref: str, names: Collection[str], now: datetime) -> None:
        """What was redeemed of rewards on an invoice comes back; what was owed for it and is paid, too."""
        paid = sum(self._give_back(ref, name, now) for name in names)
        for name, voucher in reversed(self.vouchers.items()):
            part = min(paid, voucher.settled)
            if part and name not in names and not voucher.closed:
                self.moved["return"] += part
                voucher.settled, voucher.spent = voucher.settled - part, voucher.spent - part
                voucher.left, paid = voucher.left + part, paid - part
                if voucher.is_over(now):
                    self._close(voucher, "expire", part)

    def _give_back(self, ref: str, name: str, now: datetime) -> int:
        """What of it went on to where the reward went although it was not owed any more."""
        cents, voucher = self.redeemed.pop((ref, name)), self.vouchers[name]
        self.moved["return"] += cents
        self.bills[ref].redeemed -= cents
        voucher.spent -= cents
        voucher.left += cents
        if voucher.closed == "clawback":
            voucher.left -= self._settle(cents)
            paid = voucher.left
            self._close(voucher, "clawback", paid)
            return paid
        if voucher.closed:
            self._close(voucher, voucher.closed, cents)
        elif voucher.is_over(now):
            self._close(voucher, "expire", cents)
        return 0

    def make_void(self, ref: str, now: datetime) -> None:
        """The invoice is void, and all that was redeemed on it comes back."""
        self.bills[ref].void = True
        self.give_back(ref, [name for key, name in self.redeemed if key == ref], now)

    def expire(self, over_at: datetime) -> None:
        """Whatever is over by then is closed."""
        for voucher in self.vouchers.values():
            if voucher.is_over(over_at) and not voucher.closed:
                self._close(voucher, "expire", voucher.left)

    def extend(self, name: str, ends: datetime | None, now: datetime) -> bool:
        """A later end; what expired comes back. Whether it can be."""
        voucher = self.vouchers[name]
        back = voucher.expired if voucher.is_over(now) else 0
        later = voucher.ends is not None and (ends is None or ends > voucher.ends)
        if voucher.closed or not voucher.left + back or not later:
            return False
        self.moved["return"] += back
        voucher.left, voucher.expired, voucher.ends = voucher.left + back, 0, ends
        return True

    def void(self, name: str) -> bool:
        """What is left of a reward goes. Whether there is anything."""
        voucher = self.vouchers[name]
        if voucher.closed or not voucher.left:
            return False
        self._close(voucher, "void", voucher.left)
        return True

    def claw_back(self, name: str) -> None:
        """What is left goes, what was spent is owed."""
        voucher = self.vouchers[name]
        self._close(voucher, "clawback", voucher.left)
        self.owed += voucher.spent
        self.moved["owe"] += voucher.spent

    def reward(
        self, every: int, cents: int, start: date | None, ends: datetime | None, *, multiples: bool
    ) -> int:
        """What the unspent sales earn, oldest sale first."""
        qualified, consumed = self.sales(start)
        steps = max(0, (qualified - consumed) // every)
        if not steps:
            return 0
        wanted, before = steps * every, Counter(self.used)
        for ref, bill in sorted(self.bills.items(), key=lambda each: (each[1].day, each[0])):
            if start is None or bill.day >= start:
                part = min(wanted, max(0, bill.sale - self.used[ref]))
                self.used[ref] += part
                wanted -= part
        assert not wanted, "more was rewarded than was bought"
        self.loyalty += 1
        earned = cents * (steps if multiples else 1)
        self.issue(f"loyalty:{self.loyalty}", earned, ends, earned_with=self.used - before)
        return earned

    def _settle(self, most: int) -> int:
        settled = min(self.owed, most)
        self.owed -= settled
        self.moved["settle"] += settled
        return settled

    def _close(self, voucher: Voucher, how: str, cents: int) -> None:
        self.moved[how] += cents
        voucher.left -= cents
        if how == "expire":
            voucher.expired += cents
        else:
            voucher.closed = how
