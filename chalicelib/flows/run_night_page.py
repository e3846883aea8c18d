"""Doing one page of a run's work: at most once, however often and by whomever it is begun."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from chalicelib.domain import run_report
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_cap import Amount, caps_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.reconciliation import Difference
from chalicelib.domain.run_report import Line
from chalicelib.domain.studio import Studio
from chalicelib.flows.consider_clients import (
    Candidate,
    accounts_of,
    candidates,
    consider_client,
    due_together,
)
from chalicelib.flows.count_sales import correct_sales
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.list_night_work import over_at
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.loyalty_letter import loyalty_letter
from chalicelib.flows.page_purse import Purse
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.warn_of_expiry import expiring_letter, warn_of_expiry
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.day_share import share_name
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page
from chalicelib.services.files import Files

FAILURES_MAX = 10
"""So many failures on one page are no faults of single records: the page is given up and comes again."""

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Work:
    """A page being done: its figures and its rows of the report."""

    run: Run
    studio: Studio
    now: datetime
    figures: dict[str, int] = field(default_factory=dict)
    rows: list[Sequence[str]] = field(default_factory=list)

    def count(self, **added: int) -> None:
        """Add to the figures."""
        for name, number in added.items():
            self.figures[name] = self.figures.get(name, 0) + number


def run_page(
    run: Run,
    page: Page,
    *,
    studio: Studio,
    files: Files,
    now: datetime,
    known: Mapping[str, Account] | None = None,
) -> None:
    """Do the page's work, store its part of the report and mark it done.

    What cannot be done for one record is tried once more after the others, then counted as failed. A
    page that was begun before, here or elsewhere, ends with the same figures and report: every entry
    names its run, so that what an earlier try did is known. Lets the error out when too much fails.
    """
    if page.is_done or page.step.value != run.step:
        return
    work = Work(run, studio, now)
    if page.step is Step.LOYALTY:
        _loyalty(work, page, known or {})
    elif page.step is Step.WARNINGS:
        _warnings(work, page.keys)
    elif page.step is Step.RECONCILIATION:
        _reconciliation(work, page.keys)
    else:
        _each(work, page.keys, str, _expire if page.step is Step.EXPIRY else _sweep)
    report_key = None
    if work.rows:
        report_key = f"reports/runs/{run.run_id}/{page.part.replace('#', '-')}.csv"
        files.put(report_key, run_report.part(work.rows))
    page.close(work.figures, report_key, now)


def _loyalty(work: Work, page: Page, known: Mapping[str, Account]) -> None:
    rule = work.run.loyalty_rule
    assert rule is not None, "a page of loyalty without a rule"
    terms = Terms(
        run_id=work.run.run_id,
        rule=rule,
        as_of=work.run.as_of,
        dry_run=work.run.dry_run,
        studio=work.studio,
        now=work.now,
        purse=_purse(work, page),
        letter=None if work.run.dry_run else loyalty_letter(rule),
    )
    found = list(candidates(page.keys, known))
    if terms.purse is not None and (due := due_together(found, terms)):
        terms.purse.wish(due, least=Amount(int(rule.reward_cents), 1))

    def consider(_: Work, candidate: Candidate) -> None:
        line = consider_client(candidate, work.run, terms)
        work.rows.append(line.row)
        work.count(considered=1, rewards=line.rewards, reward_cents=line.reward_cents)

    for candidate in _each(work, found, lambda each: each.client_id, consider):
        ref = candidate.client.client_ref if candidate.client else candidate.client_id
        work.rows.append(Line(client_ref=ref, reason=Reason.FAILED).row)
    if terms.purse is not None:
        terms.purse.close()


def _purse(work: Work, page: Page) -> Purse | None:
    """What the page may still issue today; None where there is no cap."""
    caps = None if work.run.dry_run else caps_of(work.studio.preferences, work.now)
    return Purse(caps, share_name(caps, work.run.run_id, page.part)) if caps is not None else None


def _expire(work: Work, key: str) -> None:
    client_id, _, reward_id = key.partition(" ")
    expired = expire_reward(
        client_id,
        reward_id,
        over_at=over_at(work.run, work.studio),
        run_id=work.run.run_id,
        now=work.now,
        dry_run=work.run.dry_run,
    )
    work.count(rewards=1 if expired else 0, expired_cents=int(expired))


def _warnings(work: Work, keys: Sequence[str]) -> None:
    letter = expiring_letter(work.studio.preferences)

    def warn(_: Work, key: str) -> None:
        client_id, reward_id = key.split(" ", 1)
        warned = warn_of_expiry(
            client_id,
            reward_id,
            letter=letter,
            preferences=work.studio.preferences,
            as_of=work.run.as_of,
            run_id=work.run.run_id,
            now=work.now,
            dry_run=work.run.dry_run,
        )
        work.count(warned=int(warned))

    _each(work, keys, str, warn)


def _sweep(work: Work, friend_id: str) -> None:
    work.count(waiting=1)
    if work.run.dry_run:
        return
    decision = evaluate_referral(friend_id, studio=work.studio, now=work.now)
    if decision is not None:
        work.count(**{decision.state.value: 1})


def _reconciliation(work: Work, client_ids: Sequence[str]) -> None:
    accounts = accounts_of(client_ids)

    def reconcile(_: Work, client_id: str) -> None:
        found = reconcile_client(client_id, accounts.get(client_id))
        work.count(compared=1, clients=1 if found else 0, differences=len(found))
        work.rows += [_row(client_id, each) for each in found]

    _each(work, client_ids, str, reconcile)
    if not work.run.dry_run:
        # No money hangs on what a referral says of its friend's sales: it is put right, and counted.
        corrected = correct_sales(client_ids, work.now)
        work.count(**({"sales_corrected": corrected} if corrected else {}))
    if work.rows:
        _name(work)


def _row(client_id: str, difference: Difference) -> list[str]:
    return [client_id, client_id, difference.what, difference.stored, difference.computed]


def _name(work: Work) -> None:
    """Put the references by which the studio knows the clients into the rows' first column."""
    ids = sorted({row[1] for row in work.rows})
    asked = ["client_id", "client_ref"]
    refs = {each.client_id: each.client_ref for each in Client.batch_get(ids, attributes_to_get=asked)}
    work.rows = [[refs.get(row[1], row[1]), *row[1:]] for row in work.rows]


def _each(
    work: Work, records: Iterable[T], name_of: Callable[[T], str], act: Callable[[Work, T], None]
) -> list[T]:
    """`act` on each record; what failed twice is counted and returned. One record never blocks the others."""
    failed = list(records)
    for _ in range(2):
        failed = _failing(work, failed, name_of, act)
    if failed:
        work.count(failed=len(failed))
    return failed


def _failing(
    work: Work, records: Iterable[T], name_of: Callable[[T], str], act: Callable[[Work, T], None]
) -> list[T]:
    failed = []
    for record in records:
        try:
            act(work, record)
        except Exception:
            log.exception("record failed", extra={"run_id": work.run.run_id, "record": name_of(record)})
            failed.append(record)
            if len(failed) > FAILURES_MAX:
                raise
    return failed
