"""What a function is made to do while its calls are heard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from tests import template
from tests.faults.ground import Ground
from tests.faults.sweep import BETWEEN_DELIVERIES, Flow

Step = Callable[[Ground], object]
NIGHTS = ("night", "night_worker")
CONSOLE = ("console",)
TRIGGERS = ("fire_triggers",)
UPLOADS = ("take_upload",)
MAILINGS = ("run_mailing",)
PROCESSINGS = ("process_loyalty",)
RECORDS = ("import_slice", "record", "record_queue")


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something that these functions do, each by itself. Only `act` is heard."""

    name: str
    functions: tuple[str, ...]
    prepare: Step
    act: Step


OF_FLOWS = {
    "post_a_reward": (),  # A part of other flows; it has no door of its own yet.
    "submit_intake": ("api_handler",),
    "submit_intake_of_a_client": ("api_handler",),
    "submit_intake_by_code": ("api_handler",),
    "ask_for_change": ("api_handler",),
    "settle_who_sent": CONSOLE,
    "evaluate_referral": ("evaluate", *NIGHTS),
    "evaluate_referral_taking_back": ("evaluate", *NIGHTS),
    "evaluate_referral_that_looks_odd": ("evaluate", *NIGHTS),
    "evaluate_referral_over_the_cap": ("evaluate", *NIGHTS),
    "release_hold": CONSOLE,
    "refuse_hold": CONSOLE,
    "begin_report": CONSOLE,
    "export_report": ("export_list",),
    "begin_due_reports": ("night",),
    "mail_report": ("export_list",),
    "save_report_schedules": CONSOLE,
    "assign_numbers": ("evaluate",),
    "send_notice": ("send",),
    "send_notice_to_the_blocked": ("send",),
    "send_notice_to_who_said_no": ("send",),
    "send_notice_by_text": ("send",),
    "send_notice_to_print": ("send",),
    "invite_client": ("run_mailing",),
    "record_mail_event": ("mail_events",),
    "record_mail_event_that_stops_marketing": ("mail_events",),
    "record_text_event": ("text_events",),
    "record_text_answer": ("text_events",),
    "change_consent": ("api_handler",),
    "change_consent_at_another_address": ("api_handler",),
    "release_block": CONSOLE,
    "reset_breaker": CONSOLE,
    "resend_notice": CONSOLE,
    "mark_printed": CONSOLE,
    "reward_client": NIGHTS,
    "run_night_page over the day's cap": NIGHTS,
    "save_loyalty": CONSOLE,
    "begin_preview": CONSOLE,
    "begin_night": CONSOLE,
    "expire_reward": NIGHTS,
    "warn_of_expiry": NIGHTS,
    "send_notice_of_less": ("send",),
    "give_last_day": NIGHTS,
    "begin_last_days": CONSOLE,
    "save_warnings": CONSOLE,
    "recount_account": NIGHTS,
    "record_clients": RECORDS,
    "record_invoices": RECORDS,
    "record_sessions": RECORDS,
    "record_invoices_void": RECORDS,
    "save_invoice_new": CONSOLE,
    "save_invoice": CONSOLE,
    "take_payment": CONSOLE,
    "refund_invoice": CONSOLE,
    "redeem_rewards": CONSOLE,
    "return_redeemed": CONSOLE,
    "void_invoice": CONSOLE,
    "enroll_client": RECORDS,
    "import_slice": ("import_slice",),
    "import_slice_of_rewards": ("import_slice",),
    "take_note_of_notice": CONSOLE,
    "take_note_of_import": CONSOLE,
    "export_client": CONSOLE,
    "save_client": CONSOLE,
    "save_client_new": CONSOLE,
    "save_client_unreferred": CONSOLE,
    "save_letter": CONSOLE,
    "retire_letter": CONSOLE,
    "save_list_item": CONSOLE,
    "save_list_item_reviewed": CONSOLE,
    "delete_list_item": CONSOLE,
    "order_list": CONSOLE,
    "limit_lead_sources": CONSOLE,
    "save_preferences": CONSOLE,
    "save_company": CONSOLE,
    "join_clients": CONSOLE,
    "evaluate_referral_of_a_joined_referrer": ("evaluate", *NIGHTS),
    "keep_doubt_apart": CONSOLE,
    "reject_doubt": CONSOLE,
    "erase_client": CONSOLE,
    "index_clients": ("index_clients",),
    "rebuild_directory": ("index_clients",),
    "prepare_mailing": CONSOLE,
    "confirm_mailing": CONSOLE,
    "stop_mailing": CONSOLE,
    "resume_mailing": CONSOLE,
    "ask_for_mailing_report": CONSOLE,
    "run_mailing_gathering": MAILINGS,
    "run_mailing": MAILINGS,
    "write_mailing_report": MAILINGS,
    "begin_processing": CONSOLE,
    "choose_eligible": CONSOLE,
    "confirm_processing": CONSOLE,
    "stop_processing": CONSOLE,
    "resume_processing": CONSOLE,
    "write_processing": CONSOLE,
    "letters_were_printed": CONSOLE,
    "run_processing_loading": PROCESSINGS,
    "run_processing": PROCESSINGS,
    "run_processing_writing": PROCESSINGS,
    "run_processing_marking": PROCESSINGS,
    "begin_export": CONSOLE,
    "export_list": ("export_list",),
    "take_upload_of_a_logo": UPLOADS,
    "take_upload_of_a_share_picture": UPLOADS,
    "remove_share_picture": CONSOLE,
    "take_upload_of_a_picture": UPLOADS,
    "take_upload_that_comes_late": UPLOADS,
    "take_upload_that_is_refused": UPLOADS,
    "show_logo": CONSOLE,
    "remove_logo": CONSOLE,
    "remove_picture": CONSOLE,
    "save_program": CONSOLE,
    "delete_program": CONSOLE,
    "enroll_by_hand": CONSOLE,
    "issue_reward": CONSOLE,
    "extend_reward": CONSOLE,
    "void_reward": CONSOLE,
    "remove_by_hand": CONSOLE,
    "use_gift": CONSOLE,
    "take_back_use": CONSOLE,
    "report_probe": CONSOLE,
    "report_point": CONSOLE,
    "report_click": CONSOLE,
    "fire_trigger": TRIGGERS,
    "fire_trigger_skipping": TRIGGERS,
    "note_calendar": TRIGGERS,
    "note_occurrence": ("evaluate",),
    "save_trigger": CONSOLE,
    "switch_trigger": CONSOLE,
    "retire_trigger": CONSOLE,
    "delete_trigger": CONSOLE,
    "begin_check": CONSOLE,
    "begin_rebuild": CONSOLE,
    "rebuild_caches": (*CONSOLE, *NIGHTS),
    "check_everything": NIGHTS,
    "rebuild_everything": NIGHTS,
    "run_night": ("night",),
    "run_night_page": NIGHTS,
}
"""The functions that run each flow of the fault sweep."""


def of_flow(flow: Flow) -> Work:
    """The flow as a function does it: once, and again after everyone forgot the first time."""

    def act(ground: Ground) -> None:
        flow.act(ground)
        ground.pass_time(BETWEEN_DELIVERIES)
        ground.engine.forget_tokens()
        (flow.redeliver or flow.act)(ground)

    return Work(name=flow.name, functions=OF_FLOWS.get(flow.name, ()), prepare=flow.prepare, act=act)


class Context:
    """What Lambda says of the invocation; `milliseconds` are left at each look at the time."""

    aws_request_id = "00000000-0000-4000-8000-000000000000"
    function_name = "tests"

    def __init__(self, milliseconds: Iterator[int] | None = None, alias: str = "") -> None:
        self._milliseconds = milliseconds
        name = f"arn:aws:lambda:{template.REGION}:{template.ACCOUNT}:function:{self.function_name}"
        self.invoked_function_arn = f"{name}:{alias}" if alias else name

    def get_remaining_time_in_millis(self) -> int:
        return 600_000 if self._milliseconds is None else next(self._milliseconds)


def later(ground: Ground, **by: float) -> None:
    """Let time pass, and with it what DynamoDB remembers of requests."""
    ground.pass_time(timedelta(**by))
    ground.engine.forget_tokens()
