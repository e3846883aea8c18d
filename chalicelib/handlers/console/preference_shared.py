"""The parts of preferences that the referral and the booking menu share: one stored value, two views."""

from chalicelib.domain.menu import Menu
from chalicelib.domain.setting import COLOR, PLACE
from chalicelib.domain.theme import DEFAULTS, SHAPE_CONTRAST, TEXT_CONTRAST, Theme, contrast, theme
from chalicelib.handlers.console.preference_screens import elsewhere
from chalicelib.handlers.console.preference_words import COLORS
from chalicelib.handlers.console.preference_work import Work
from chalicelib.handlers.widgets.blocks import (
    Block,
    Buttons,
    Message,
    Screen,
    Swatch,
    Swatches,
    Text,
    Tone,
)

OTHER_MENU = {Menu.REFERRAL: "Online Booking Preferences", Menu.BOOKING: "Referral Program Preferences"}
PAIRS = (
    ("text", "background"),
    ("heading", "background"),
    ("button_text", "button"),
    ("link", "background"),
    ("error", "background"),
    ("border", "background"),
)


def shared_with(work: Work) -> str:
    """The sentence that says where else a setting stands."""
    return f"Shared with the {OTHER_MENU[work.bench.menu]}: changed here, it is changed there."


def style_parts(work: Work) -> list[Block]:
    """How the website shows the form, and what visitors read of the locations."""
    desk, places = work.desk, [name for name in work.edit.read if name.startswith(PLACE)]
    parts: list[Block] = [
        desk.group("How your website shows it", ("style", "redirect_url"), before=shared_with(work))
    ]
    if places:
        told = "Visitors choose one of them where there are several. Blank is the location's own name. "
        parts.append(desk.group("Location Display Name", places, before=told + shared_with(work)))
    return parts


def logo_parts(work: Work) -> list[Block]:
    """Whether the logo is shown, and the way to another one."""
    stored = "A logo is uploaded." if work.ask.studio.preferences.logo_key else "No logo is uploaded yet."
    return [
        work.desk.group("Logo", ("show_logo",), before=shared_with(work)),
        Text(stored),
        Buttons([work.action("Upload New Logo", "logo", "logo")]),
    ]


def default_parts(work: Work) -> list[Block]:
    """What a new client's record begins with."""
    names = ("default_status_id", "default_lead_source_id")
    return [work.desk.group("New Client Defaults", names, columns=2, before=shared_with(work))]


def look_parts(work: Work) -> list[Block]:
    """The colors, how they look together, and what was repaired so that everyone can read the form."""
    names = [COLOR + name for name in DEFAULTS]
    told = "A color such as #1f4b43 or #abc. Blank it to set it back to its default. "
    shown = theme(work.decision.after.preferences.colors)
    return [
        work.desk.group("Look and feel", names, columns=2, before=told + shared_with(work)),
        *_repairs(shown),
        Swatches("How they look together", [_swatch(shown, *pair) for pair in PAIRS]),
    ]


def _swatch(shown: Theme, upper: str, ground: str) -> Swatch:
    front, back = shown.colors[upper], shown.colors[ground]
    needed = SHAPE_CONTRAST if upper == "border" else TEXT_CONTRAST
    note = f"{front} on {back}: contrast {contrast(front, back):.1f} to 1, at least {needed:g} is needed"
    if upper == "border":
        front = shown.colors["text"]  # A border is no text; its own color stands in the note.
    return Swatch(COLORS[upper], front, back, note)


def _repairs(shown: Theme) -> list[Block]:
    lines = [
        f"{COLORS[each.name]}: {each.wanted} is hard to read where it stands; the form shows {each.shown}."
        for each in shown.repairs
    ]
    return [Message("Repaired so that everyone can read it", lines, Tone.WARNING)] if lines else []


def upload(work: Work, tab: str) -> Screen:
    """The way to another logo, with what is typed here kept."""
    return elsewhere(work, "logo")
