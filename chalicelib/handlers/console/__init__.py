"""The operators' console: one view a file, each a pure function from what is asked to a screen."""

from collections.abc import Mapping
from typing import Any

from chalicelib.handlers.widgets.routing import Widgets

DESCRIPTION = """## Studio Referrals
The console of the studio: what waits, clients, lists, preferences. One widget fills a dashboard.
### Parameters
``` yaml
view: start
dashboard: rewards
```
"""
NAMES = (
    "audit",
    "blocks",
    "booking_preferences",
    "breaker",
    "client",
    "client_edit",
    "clients",
    "company",
    "doubts",
    "enrollment",
    "erase",
    "expiry",
    "holds",
    "gift",
    "imports",
    "invoices",
    "join",
    "letters",
    "lists",
    "logo",
    "loyalty",
    "mailings",
    "money",
    "night",
    "outbox",
    "picture",
    "preferences",
    "probe",
    "processing",
    "profile",
    "programs",
    "referral_report",
    "rewards",
    "report_schedules",
    "rewards_activity",
    "rewards_outstanding",
    "share_picture",
    "start",
    "who_sent",
    "triggers",
)
WIDGETS = Widgets({name: f"{__name__}.{name}" for name in NAMES}, DESCRIPTION)


def answer(event: Mapping[str, Any], context: Any) -> str:
    """The widget's HTML. The ARN as invoked names the alias, and with it the role."""
    return WIDGETS.answer(event, endpoint=context.invoked_function_arn, request_id=context.aws_request_id)
