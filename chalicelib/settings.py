"""Every environment variable the app reads, read once and checked at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

NOUNS = (
    "accounts",
    "audit",
    "blocks",
    "claims",
    "clients",
    "contacts",
    "counters",
    "directory",
    "drafts",
    "enrollments",
    "firings",
    "invoices",
    "ledger",
    "letters",
    "links",
    "mailings",
    "notices",
    "processings",
    "referrals",
    "rewards",
    "runs",
    "sessions",
    "studio",
    "triggers",
    "waiting",
)


class MissingSetting(RuntimeError):
    """The function was deployed without a variable it needs; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the deployment decides. Keys are `(signing, other)`: both verify, the first signs.

    A function that the template gives no key of a purpose has `()` there, and using it raises.
    """

    stage: str
    tables: Mapping[str, str]
    bucket: str
    night_pages_queue_url: str
    import_slices_queue_url: str
    export_list_function: str
    night_function: str
    run_mailing_function: str
    process_loyalty_function: str
    send_function: str
    configuration_set: str
    form_url: str
    text_origination: str
    text_configuration_set: str
    text_sender_id: str
    fan_out_clients: int
    form_keys: tuple[bytes, ...] = field(repr=False)
    link_keys: tuple[bytes, ...] = field(repr=False)
    contact_keys: tuple[bytes, ...] = field(repr=False)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `environ`.

    Raises MissingSetting naming the variable, so that a wrong deploy fails on the
    first import and not on the first client.
    """

    def required(name: str) -> str:
        value = environ.get(name, "").strip()
        if not value:
            raise MissingSetting(f"the environment variable {name} is missing or empty; the template sets it")
        return value

    def keys(name: str) -> tuple[bytes, ...]:
        return tuple(key.encode() for key in environ.get(name, "").split(",") if key)

    fan_out = environ.get("FAN_OUT_CLIENTS", "2000")
    if not fan_out.isdecimal() or int(fan_out) < 1:
        raise MissingSetting(f"FAN_OUT_CLIENTS must be a whole number from 1, not {fan_out!r}")
    return Settings(
        stage=environ.get("STAGE", "dev"),
        tables={noun: required(f"TABLE_{noun.upper()}") for noun in NOUNS},
        bucket=required("BUCKET"),
        night_pages_queue_url=environ.get("NIGHT_PAGES_QUEUE_URL", ""),
        import_slices_queue_url=environ.get("IMPORT_SLICES_QUEUE_URL", ""),
        export_list_function=environ.get("EXPORT_LIST_FUNCTION", ""),
        night_function=environ.get("NIGHT_FUNCTION", ""),
        run_mailing_function=environ.get("RUN_MAILING_FUNCTION", ""),
        process_loyalty_function=environ.get("PROCESS_LOYALTY_FUNCTION", ""),
        send_function=environ.get("SEND_FUNCTION", ""),
        configuration_set=environ.get("CONFIGURATION_SET", ""),
        form_url=environ.get("FORM_URL", ""),
        text_origination=environ.get("TEXT_ORIGINATION", "").strip(),
        text_configuration_set=environ.get("TEXT_CONFIGURATION_SET", "").strip(),
        text_sender_id=environ.get("TEXT_SENDER_ID", "").strip(),
        fan_out_clients=int(fan_out),
        form_keys=keys("FORM_KEYS"),
        link_keys=keys("LINK_KEYS"),
        contact_keys=keys("CONTACT_KEYS"),
    )


settings = load()
