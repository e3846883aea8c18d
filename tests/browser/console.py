"""Walks through the operators' console as a person does, and after every step sees that nothing is broken.

    console = desk.console()                       # or Console(page, outputs["console_url"])
    console.open("Rewards-operator")               # the dashboard that ends so; allowed
    console.press("New client")
    console.fill("First name", "Ann")
    console.choose("Status", "Client - Online")
    console.press("Save client")
    console.reads("saved")
    console.press("Delete", row="Oak Hill", confirm="Delete Oak Hill")

After each step: nothing of ours was sanitised away, the linter found nothing, every action calls the widget's
own function, the keyboard comes to every action, axe finds no violation, no script failed, no answer is over
150 kB. What is wrong is told by tests.browser.looking.Unsound.
"""

from urllib.parse import urlencode

from playwright.sync_api import ConsoleMessage, Dialog, Page, expect
from playwright.sync_api import TimeoutError as Waited

from tests.browser.looking import COLORS, RULES, classes, expect_sound
from tests.browser.screen import Screen

WAIT_MS = 20_000


class Console(Screen):
    """One dashboard in one browser page.

    `conventions` are the page's switches: `theme`, `merge`, `box`, `isolation`, `sanitiser`, `popup_forms`,
    `refresh_forms`, `width_units`, `clicks`, `boxes`. `axe` are the rules
    that axe goes by: all of WCAG's, unless another walk over the same screens does.
    """

    def __init__(self, page: Page, url: str, *, axe: list[str] = RULES, **conventions: str) -> None:
        super().__init__(page)
        self.url, self.axe, self.conventions = url.rstrip("/"), axe, conventions
        self.errors: list[str] = []
        self.asked: list[str] = []
        """What the confirmations asked, in order."""
        self._accept = False
        self._looks: set[str] = set()
        page.set_default_timeout(WAIT_MS)
        page.on("dialog", self._answer)
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("console", self._told)

    def dashboards(self) -> list[str]:
        """The names of all dashboards."""
        return sorted(self.page.request.get(f"{self.url}/api/dashboards").json()["dashboards"])

    def open(self, dashboard: str, *, allow: bool = True) -> "Console":
        """Show the one dashboard that is called so or ends so, and let its widgets run."""
        names = self.dashboards()
        found = [name for name in names if name == dashboard or name.endswith(f"-{dashboard}")]
        assert len(found) == 1, f"{dashboard} is none, or several, of the dashboards {names}"
        self.page.goto(f"{self.url}/{found[0]}?{urlencode(self.conventions)}")
        self.page.wait_for_function("window.consolePage?.ready")
        gate = self.page.get_by_role("button", name="Allow always")
        if allow and gate.is_visible():
            gate.click()
        self._settle(f"opening {found[0]}")
        return self

    def press(
        self, button: str, *, row: str | None = None, confirm: str | None = None, decline: str | None = None
    ) -> None:
        """Press the button of that accessible name, in the table's row that holds the text `row` if given.

        A question that comes up must hold the text `confirm`, and gets OK, or `decline`, and gets Cancel.
        """
        expected = [text for text in (confirm, decline) if text is not None]
        self._accept = confirm is not None
        before = len(self.asked)
        self.button(button, row=row).click()
        self._settle(f"pressing {button}")
        asked = self.asked[before:]
        assert len(asked) == len(expected), f"pressing {button}: was asked {asked}, expected {expected}"
        for question, text in zip(asked, expected, strict=True):
            assert text in question, f"pressing {button}: was asked {question!r}, expected {text!r}"

    def fill(self, label: str, text: str) -> None:
        """Type into the field, over what stood there."""
        self.field(label).fill(text)

    def choose(self, label: str, *options: str) -> None:
        """Choose from the list, by what it shows; several where it allows several."""
        self.field(label).select_option(label=list(options))

    def tick(self, label: str, yes: bool = True) -> None:
        """Say yes or no, whether that is asked by a box or by a list."""
        field = self.field(label)
        if field.evaluate("each => each.type") in ("checkbox", "radio"):
            field.set_checked(yes)
        else:
            field.select_option(label="Yes" if yes else "No")

    def close_popup(self) -> None:
        """Close what stands above the dashboard."""
        self.popup.get_by_role("button", name="Close", exact=True).first.click()
        expect(self.popup).to_have_count(0)

    def refresh(self) -> None:
        """Press the dashboard's own button; a widget that does not follow it stays as it is."""
        self._press_page("Refresh dashboard")

    def reopen(self) -> None:
        """Load the page anew, as somebody who comes back to it; what was allowed always stays allowed."""
        self.page.reload()
        self.page.wait_for_function("window.consolePage?.ready")
        self._settle("coming back")

    def resize(self) -> None:
        """Make the first widget half as wide, or whole again."""
        self._press_page("Resize")

    def choose_range(self, name: str) -> None:
        """Take a time range: 1h, 3h, 12h, 1d, 1w or 30d."""
        self._press_page(name)

    def choose_days(self, first: str, last: str) -> None:
        """Take whole days, written as 2026-11-22, as the time range."""
        self.page.get_by_text("Custom", exact=True).click()
        self.page.get_by_label("Custom range from").fill(first)
        self.page.get_by_label("Custom range until").fill(last)
        self._press_page("Apply")
        self.page.get_by_text("Custom", exact=True).click()

    def zoom(self) -> None:
        """Into the middle half of the time range."""
        self._press_page("Zoom in")

    def documentation(self) -> str:
        """What the function of the first widget says of itself."""
        self.page.get_by_role("button", name="Get documentation").first.click()
        shown = self.popup.get_by_role("group", name="Documentation")
        expect(shown).not_to_be_empty()
        text = shown.inner_text()
        self.close_popup()
        return text

    def look_round(self, step: str = "looking round") -> None:
        """Raises Unsound unless everything holds that no step may break; done after each step by itself."""
        # Colors follow from classes: on a screen where nothing has a new one there is nothing new to try.
        looks = classes(self.page) if self.axe is COLORS else set()
        is_known = self.axe is COLORS and looks <= self._looks
        expect_sound(self.page, self.errors, step, axe=[] if is_known else self.axe)
        self._looks |= looks

    def _press_page(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
        self._settle(name)

    def _settle(self, step: str) -> None:
        """The answers are there, and nothing is broken."""
        try:
            self.page.wait_for_function("consolePage.running === 0")
        except Waited as waited:
            raise AssertionError(f"{step}: no answer came") from waited
        self.look_round(step)

    def _answer(self, dialog: Dialog) -> None:
        self.asked.append(dialog.message)
        if dialog.type != "confirm":
            self.errors.append(f"a script of the answer ran: {dialog.type} {dialog.message}")
        if self._accept:
            dialog.accept()
        else:
            dialog.dismiss()

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console error: {message.text}")
