"""Doing one page of a run's work: at most once, however often and by whomever it is begun."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain import run_report
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_cap import Amount, caps_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.run_report import Line
from chalicelib.domain.studio import Studio
from chalicelib.flows.compare_page import compare_page, rebuild_page
from chalicelib.flows.consider_clients import (
    Candidate,
    candidates,
    consider_client,
    due_together,
)
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.expiry_pages import expire_page, last_days_page, warn_page
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.loyalty_letter import loyalty_letter
from chalicelib.flows.night_work import Work, each
from chalicelib.flows.page_purse import Purse
from chalicelib.models.account import Account
from chalicelib.models.day_share import share_name
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page
from chalicelib.services.files import Files


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
    elif page.step is Step.EXPIRY:
        expire_page(work, page.keys)
    elif page.step is Step.WARNINGS:
        warn_page(work, page.keys)
    elif page.step is Step.LAST_DAYS:
        last_days_page(work, page.keys)
    elif page.step is Step.RECONCILIATION:
        compare_page(work, page.keys)
    elif page.step is Step.REBUILD:
        rebuild_page(work, page.keys)
    else:
        each(work, page.keys, str, lambda key: _sweep(work, key))
    report_key = None
    if work.rows:
        report_key = f"reports/runs/{run.run_id}/{page.part.replace('#', '-')}.csv"
        files.put(report_key, run_report.part(work.rows))
    page.close(work.figures, report_key, now, **work.kept)


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

    def consider(candidate: Candidate) -> None:
        line = consider_client(candidate, work.run, terms)
        work.rows.append(line.row)
        work.count(considered=1, rewards=line.rewards, reward_cents=line.reward_cents)

    for candidate in each(work, found, lambda candidate: candidate.client_id, consider):
        ref = candidate.client.client_ref if candidate.client else candidate.client_id
        work.rows.append(Line(client_ref=ref, reason=Reason.FAILED).row)
    if terms.purse is not None:
        terms.purse.close()


def _purse(work: Work, page: Page) -> Purse | None:
    """What the page may still issue today; None where there is no cap."""
    caps = None if work.run.dry_run else caps_of(work.studio.preferences, work.now)
    return Purse(caps, share_name(caps, work.run.run_id, page.part)) if caps is not None else None


def _sweep(work: Work, friend_id: str) -> None:
    work.count(waiting=1)
    if work.run.dry_run:
        return
    decision = evaluate_referral(friend_id, studio=work.studio, now=work.now)
    if decision is not None:
        work.count(**{decision.state.value: 1})
