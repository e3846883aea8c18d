"""The reports by their names, as exports keep them."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.flows import referral_report_rows, rewards_activity, rewards_outstanding_rows
from chalicelib.flows.report import Report

REPORTS: Mapping[str, Report] = MappingProxyType(
    {
        each.name: each
        for each in (rewards_activity.REPORT, rewards_outstanding_rows.REPORT, referral_report_rows.REPORT)
    }
)
