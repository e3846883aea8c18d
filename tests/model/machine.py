"""A studio to which anything may happen, in any order: its tables say what the books say."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.invoice_edit import Refusal as InvoiceRefusal
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Terms
from chalicelib.domain.row import Row
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.choose_eligible import choose_shown
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.refund_invoice import refund_invoice
from chalicelib.flows.return_redeemed import return_redeemed
from chalicelib.flows.reward_change import Change
from chalicelib.flows.take_payment import take_payment
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.flows.void_reward import void_reward
from chalicelib.models import studio as studio_table
from tests.conftest import NOW, engine
from tests.faults import scenes
from tests.faults.faults import Fault, Mode
from tests.faults.ground import Ground
from tests.faults.injector import INJECTOR, Crash
from tests.faults.invariants import INVARIANTS, a_cent_is_rewarded_once, sales_are_counted_once
from tests.flows.nights import Night
from tests.flows.processings import Office
from tests.model.books import ZONE, Bill, Books, start_of

CLIENTS = ("fred", "rita")
"""Rita sent Fred."""
TERMS = Terms(
    program_id="friends",
    program_name="Friends",
    paid_sales_min_cents=Cents(10_000),
    reward_cents=Cents(2_500),
    reward_expires_after_days=3,
)
RULES = (
    LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000), expires_after_days=3, letter=False),
    LoyaltyRule(every_cents=Cents(7_000), reward_cents=Cents(600), multiples=False, letter=False),
)
STARTS = (None, date(2026, 11, 1))
DAYS = (date(2026, 10, 15), date(2026, 11, 1), date(2026, 11, 20))
FAULTS = (Mode.CRASH_BEFORE, Mode.CRASH_AFTER, Mode.TIMEOUT_ALL, Mode.LOST_ALL, Mode.CONFLICT, Mode.OUTAGE)
LATER = timedelta(minutes=11)
"""Longer than any lease."""
LATEST = 23
"""Nothing breaks after this hour: its second delivery would come on the next day."""
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
HOLDING = [each for each in INVARIANTS if each not in (a_cent_is_rewarded_once, sales_are_counted_once)]
"""What holds whatever happens. Those two speak of days without a refund; the books know better."""

some_cents = st.sampled_from((100, 500, 1_000, 2_500))
clients = st.sampled_from(CLIENTS)
refs = st.sampled_from(("1", "2", "3"))


class Machine(RuleBasedStateMachine):
    """Every act is done to the studio and to the books, and kept to be told again."""

    @initialize(start=st.sampled_from(STARTS))
    def opens(self, start: date | None) -> None:
        """Two clients, one of whom sent the other."""
        self.ground = Ground(engine(), NOW)
        self.books = {name: Books() for name in CLIENTS}
        self.included = set(CLIENTS)
        self.rule, self.start = RULES[0], start
        self.fault: Fault | None = None
        self.told: list[Callable[[], object]] = []
        self.turn = self.attempt = 0
        self.rewarded = ""
        self.night = Night()
        scenes.studio(replace(scenes.PREFERENCES, loyalty=self.rule, loyalty_start_on=start))
        for name in CLIENTS:
            scenes.client(name, NOW)
        scenes.referral(scenes.FRED, scenes.RITA, NOW, TERMS)
        for name in CLIENTS:
            self.a_reward_is_issued_by_hand(name=name, cents=2_000, days=5)
            told = {"total": 30_000, "tax": 0, "refunded": 0, "day": DAYS[1], "void": False}
            self.the_studios_system_tells_an_invoice(name=name, ref="1", part=0, **told)
        self.the_studios_system_tells_an_invoice(name="fred", ref="2", part=100, **told)

    @rule(at=st.integers(1, 12), mode=st.sampled_from(FAULTS))
    def something_will_break(self, at: int, mode: Mode) -> None:
        """At one of the next act's calls."""
        self.fault = Fault(mode, at)

    @rule(days=st.sampled_from((1, 4)))
    def days_pass(self, days: int) -> None:
        """It is nine in the evening again."""
        today = self.ground.now.astimezone(ZONE).date()
        self.ground.now = start_of(today + timedelta(days=days)) + timedelta(hours=21)

    @rule(
        name=clients,
        ref=refs,
        total=st.sampled_from((3_000, 12_345, 30_000)),
        tax=st.sampled_from((0, 45)),
        part=st.sampled_from((0, 50, 100, 100)),
        refunded=st.sampled_from((0, 0, 1_000, 99_999)),
        day=st.sampled_from(DAYS),
        void=st.sampled_from((False,) * 5 + (True,)),
    )
    def the_studios_system_tells_an_invoice(
        self, *, name: str, ref: str, total: int, tax: int, part: int, refunded: int, day: date, void: bool
    ) -> None:
        """As new or changed, and the friend's referral is looked at."""
        self.turn += 1
        books = self.books[name]
        bill = books.bills.setdefault(ref, Bill(day, total))
        cells = {
            "client_ref": name,
            "invoice_ref": f"{name}-{ref}",
            "invoiced_on": day.isoformat(),
            "total": f"{total / 100:.2f}",
            "tax": f"{tax / 100:.2f}",
            "paid": f"{total * part // 100 / 100:.2f}",
            "refunded": f"{min(refunded, total) / 100:.2f}",
            "voided_on": "2026-11-21" if void else "",
            "updated_at": f"2026-11-22T00:{self.turn // 60:02}:{self.turn % 60:02}Z",
        }

        def tell() -> None:
            record_invoices([Row(cells, 2)], studio_table.load(), now=self.ground.now)
            self._evaluate()

        self._does(tell)
        bill.day, bill.total, bill.tax = day, total, tax
        bill.paid, bill.refunded = total * part // 100, min(refunded, total)
        if void or bill.void:
            books.make_void(ref, self.ground.now)
        self._referred()

    @rule(name=clients, ref=refs, cents=st.sampled_from((1_000, 12_345)), back=st.booleans())
    def money_goes_over_the_desk(self, name: str, ref: str, cents: int, back: bool) -> None:
        """A payment, or a refund."""
        self.turn += 1
        how: dict[str, Any] = {
            "on": DAYS[-1],
            "key": f"desk-{self.turn}",
            "actor": MANAGER,
            "studio": studio_table.load(),
        }

        def pay() -> bool:
            found = (
                refund_invoice(*_invoice(name, ref), Cents(cents), reason="Late", now=self.ground.now, **how)
                if back
                else take_payment(*_invoice(name, ref), Cents(cents), now=self.ground.now, **how)
            )
            self._evaluate()
            return found.refused is None

        bill = self.books[name].bills.get(ref)
        most = 0 if bill is None or bill.void else bill.paid - bill.refunded if back else bill.due
        assert self._does(pay) == (cents <= most)
        if bill is not None and cents <= most:
            bill.paid, bill.refunded = bill.paid + cents * (not back), bill.refunded + cents * back
        self._referred()

    @rule(name=clients, ref=refs)
    def an_invoice_is_voided_at_the_desk(self, name: str, ref: str) -> None:
        """Once."""

        def void() -> bool:
            how: dict[str, Any] = {"reason": "Wrong", "actor": MANAGER, "studio": studio_table.load()}
            found = void_invoice(*_invoice(name, ref), now=self.ground.now, **how)
            self._evaluate()
            return found.refused in (None, InvoiceRefusal.VOID)

        bill = self.books[name].bills.get(ref)
        assert self._does(void) == (bill is not None)
        if bill is not None and not bill.void:
            self.books[name].make_void(ref, self.ground.now)
        self._referred()

    @precondition(lambda self: self._redeemed())
    @rule(which=st.integers(0, 99))
    def a_redemption_is_taken_back(self, which: int) -> None:
        """One of those that stand."""
        redeemed = self._redeemed()
        name, ref, reward = redeemed[which % len(redeemed)]
        books = self.books[name]
        row = self.ground.row("invoices", client_id=client_id_of_ref(name), invoice_ref=f"{name}-{ref}") or {}
        stands = [line for line in row["redemptions"] if "returned_at" not in line]
        entries = [line["entry_id"] for line in stands if line["reward_id"] == reward]

        def take_back() -> None:
            how: dict[str, Any] = {"reason": "Wrong", "actor": MANAGER, "studio": studio_table.load()}
            for entry in entries:
                return_redeemed(*_invoice(name, ref), entry, now=self.ground.now, **how)
            self._evaluate()

        self._does(take_back)
        books.give_back(ref, [reward], self.ground.now)
        self._referred()

    @rule(name=clients, cents=st.sampled_from((500, 2_000)), days=st.sampled_from((None, 0, 1, 5)))
    def a_reward_is_issued_by_hand(self, name: str, cents: int, days: int | None) -> None:
        """Today is a last day too."""
        self.turn += 1
        key, (last, ends) = f"hand{self.turn}", self._lasting(days)
        wanted = Wanted(
            client_id=client_id_of_ref(name), cents=Cents(cents), reason="Thanks", expires_on=last
        )
        owed = Cents(self.books[name].owed)

        def issue() -> bool:
            how: dict[str, Any] = {"actor": MANAGER, "studio": studio_table.load(), "now": self.ground.now}
            return issue_reward(wanted, key=key, owed_seen=owed, **how).refused is None

        assert self._does(issue)
        self.books[name].issue(f"manual:{key}", cents, ends)

    @rule(name=clients, which=st.integers(0, 9), days=st.sampled_from((None, 0, 2, 9)))
    def a_reward_is_extended(self, name: str, which: int, days: int | None) -> None:
        """Also one that is over, by a manager."""
        reward, change = self._change(name, which)
        last, ends = self._lasting(days)
        acted = self._does(lambda: extend_reward(change(), last, studio_table.load()) is None)
        assert acted == self.books[name].extend(reward, ends, self.ground.now)

    @rule(name=clients, which=st.integers(0, 9))
    def a_reward_is_voided(self, name: str, which: int) -> None:
        """What is left of it."""
        reward, change = self._change(name, which)
        acted = self._does(lambda: void_reward(change()) is None)
        assert acted == self.books[name].void(reward)

    @precondition(lambda self: self._spendable())
    @rule(which=st.integers(0, 99), ref=st.sampled_from(("1", "1", "2", "3")), cents=some_cents)
    def a_reward_is_redeemed(self, which: int, ref: str, cents: int) -> None:
        """One of which something is left, as far as the invoice allows it."""
        spendable = self._spendable()
        name, reward = spendable[which % len(spendable)]
        books = self.books[name]
        self.turn += 1
        key = f"till-{self.turn}"

        def redeem() -> bool:
            found = redeem_rewards(
                *_invoice(name, ref),
                [(reward, Cents(cents))],
                key=key,
                actor=MANAGER,
                now=self.ground.now,
                studio=studio_table.load(),
            )
            self._evaluate()
            return found.refused is None

        may = books.may_redeem(ref, reward, cents, self.ground.now)
        assert self._does(redeem) == may
        if may:
            books.redeem(ref, reward, cents)
        self._referred()

    @rule(name=clients, in_loyalty=st.booleans())
    def a_status_is_set(self, name: str, in_loyalty: bool) -> None:
        """That is in loyalty, or not."""
        self.turn += 1
        cells = {
            "client_ref": name,
            "status": "Active" if in_loyalty else "Welcomed",
            "updated_at": f"2026-11-22T00:{self.turn // 60:02}:{self.turn % 60:02}Z",
        }
        self._does(lambda: record_clients([Row(cells, 2)], studio_table.load(), now=self.ground.now))
        (self.included.add if in_loyalty else self.included.discard)(name)

    @rule(every=st.sampled_from(RULES), start=st.sampled_from(STARTS))
    def the_rule_is_changed(self, every: LoyaltyRule, start: date | None) -> None:
        """With the day from which sales count."""
        self.rule, self.start = every, start
        stands = studio_table.load().preferences
        assert studio_table.save_preferences(replace(stands, loyalty=every, loyalty_start_on=start))
        self.ground.forget()

    @rule(by_hand=st.booleans())
    def night_comes(self, by_hand: bool) -> None:
        """By the clock, or because somebody asks for it."""

        def run() -> None:
            self.night.now = self.ground.now
            self.night.by_hand() if by_hand else self.night.by_clock()
            self.ground.now = self.night.now

        before = len(self._runs())
        self._does(run, again=False)
        if len(self._runs()) == before:
            return
        for row in self._runs():
            differs = row["figures"].get("reconciliation", {}).get("differences", 0)
            assert not differs, self.night.files.held[row["reconciliation_key"]].decode()
        self._rewarded(sorted(self.included))
        today = self.ground.now.astimezone(ZONE).date()
        for books in self.books.values():
            books.expire(start_of(today))

    # It costs as much as ten others.
    @precondition(lambda self: self.turn % 3 == 0)
    @rule(unticked=st.sampled_from(("", "", *CLIENTS)))
    def a_run_is_made_by_hand(self, unticked: str) -> None:
        """Loaded, one of the clients unticked, reviewed and processed."""
        self.turn += 1
        index_clients([client_id_of_ref(name) for name in CLIENTS], country="US")
        office = Office(self.ground.now, studio_table.load(), begun=self.turn)
        run_id = self._does(lambda: office.load(self.rule), again=False)
        clients = [client_id_of_ref(name) for name in CLIENTS]
        ticked = [each for each in clients if each != client_id_of_ref(unticked)]
        choose_shown(run_id, clients, ticked, choice=office.run_of(run_id).choice)
        expected = office.run_of(run_id).ticked_cents
        paid = self._rewarded(name for name in sorted(self.included) if name != unticked)
        assert paid == expected

        def process() -> None:
            office.now = self.ground.now
            if office.run_of(run_id).state == "prepared":
                office.confirm(run_id)
            office.clock_comes()
            office.work()

        self._does(process if expected else lambda: None)
        self.ground.now = max(self.ground.now, office.now)

    @precondition(lambda self: self.told)
    @rule(which=st.integers(0, 999))
    def something_is_told_again(self, which: int) -> None:
        """Long after; it changes nothing."""
        engine().forget_tokens()
        self.told[which % len(self.told)]()

    @invariant()
    def tables_are_as_the_books(self) -> None:
        """Every client, every reward, every invoice, every kind of entry."""
        self._holds()
        accounts = {row["client_id"]: row for row in self.ground.rows("accounts")}
        for name, books in self.books.items():
            client = client_id_of_ref(name)
            account = accounts.get(client, {})
            start = account.get("start_on")
            counted = books.sales(date.fromisoformat(start) if start else None)
            stored = [
                account.get(f"{each}_cents", 0) for each in ("balance", "owed", "qualified", "consumed")
            ]
            assert stored == [books.balance, books.owed, *counted], f"{name}: {account}"
            own = [row for row in self.ground.rows("ledger") if row["client_id"] == client]
            moved: Counter[str] = Counter()
            used: Counter[str] = Counter()
            for entry in own:
                moved[entry["kind"]] += entry["cents"]
                used.update(entry.get("consumed") or {})
            assert +moved == +books.moved, name
            assert {ref.partition("-")[2]: cents for ref, cents in used.items()} == +books.used, name
            left = {row["reward_id"]: row["remaining_cents"] for row in self._of(client, "rewards")}
            assert left == {each: voucher.left for each, voucher in books.vouchers.items()}, name
            sales = {
                row["invoice_ref"].partition("-")[2]: row["sale_cents"]
                for row in self._of(client, "invoices")
            }
            assert sales == {ref: bill.sale for ref, bill in books.bills.items()}, name

    def _change(self, name: str, which: int) -> tuple[str, Callable[[], Change]]:
        """A reward of the client, and the change of it as it is now, under a new key."""
        self.turn += 1
        reward = sorted(self.books[name].vouchers)[which % len(self.books[name].vouchers)]
        client, key = client_id_of_ref(name), f"change{self.turn}"
        turn = (self.ground.row("rewards", client_id=client, reward_id=reward) or {}).get("turn", 0)
        how: dict[str, Any] = {"turn_seen": turn, "reason": "Asked", "key": key, "actor": MANAGER}
        return reward, lambda: Change(client_id=client, reward_id=reward, now=self.ground.now, **how)

    def _lasting(self, days: int | None) -> tuple[date | None, datetime | None]:
        """The last day so many days from today, and when it is over; None is never."""
        if days is None:
            return None, None
        last = self.ground.now.astimezone(ZONE).date() + timedelta(days=days)
        return last, start_of(last + timedelta(days=1))

    def _rewarded(self, names: Iterable[str]) -> int:
        """What these clients' sales earn today, all together."""
        _, ends = self._lasting(self.rule.expires_after_days)
        terms = (int(self.rule.every_cents), int(self.rule.reward_cents), self.start, ends)
        return sum(self.books[name].reward(*terms, multiples=self.rule.multiples) for name in names)

    def _spendable(self) -> list[tuple[str, str]]:
        """Clients with rewards of which something is left, over or not."""
        found = [(name, each) for name, books in self.books.items() for each in books.vouchers]
        return sorted(each for each in found if self.books[each[0]].vouchers[each[1]].left)

    def _redeemed(self) -> list[tuple[str, str, str]]:
        """Clients with what stands redeemed: invoice and reward."""
        return sorted((name, *key) for name, books in self.books.items() for key in books.redeemed)

    def _runs(self) -> list[dict[str, Any]]:
        return [row for row in self.ground.rows("runs") if row["part"] == "run"]

    def _of(self, client: str, noun: str) -> list[dict[str, Any]]:
        return [row for row in self.ground.rows(noun) if row["client_id"] == client]

    def _holds(self) -> None:
        problems = [problem for holds in HOLDING for problem in holds(self.ground)]
        assert not problems, problems

    def _does(self, act: Callable[[], Any], *, again: bool = True) -> Any:
        """What the act answers. Where it breaks it is delivered again, as the platform does.

        Whatever is not refused may be told `again`: what was refused may be taken the next time.
        """
        answer = self._done(act)
        if again and answer is not False:
            self.told.append(act)
        return answer

    def _done(self, act: Callable[[], Any]) -> Any:
        fault, self.fault = self.fault, None
        if fault is not None and self.ground.now.astimezone(ZONE).hour < LATEST:
            INJECTOR.arm(fault)
            try:
                return act()
            except (Crash, Exception):  # noqa: BLE001 - it comes again, whatever it was
                assert INJECTOR.fired
            finally:
                INJECTOR.disarm()
            self._holds()
            self.ground.pass_time(LATER)
            engine().forget_tokens()
        return act()

    def _evaluate(self) -> None:
        evaluate_referral(scenes.FRED, studio=studio_table.load(), now=self.ground.now)

    def _referred(self) -> None:
        """Fred's paid sales reach what the program asks for, or do so no more."""
        is_due = sum(bill.sale for bill in self.books["fred"].bills.values()) >= 10_000
        if is_due and not self.rewarded:
            self.attempt += 1
            self.rewarded = f"referral:{client_id_of_ref('fred')}:{self.attempt}"
            ends = start_of(self.ground.now.astimezone(ZONE).date() + timedelta(days=4))
            self.books["rita"].issue(self.rewarded, 2_500, ends)
        elif self.rewarded and not is_due:
            self.books["rita"].claw_back(self.rewarded)
            self.rewarded = ""


def _invoice(name: str, ref: str) -> tuple[str, str]:
    """The client's id and the invoice's reference."""
    return client_id_of_ref(name), f"{name}-{ref}"
