"""What an operator has before them, found as a person finds it: by labels, names of buttons, and words."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

_TAB = """() => {
    let at = document.activeElement
    const body = at.closest('.widget-body')
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    const inside = Boolean(body) && at !== body
    const known = (window.tabbed ??= [])
    const again = known.includes(at)
    known.push(at)
    const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent
    return [inside ? name.trim() : '', again]
}"""


class Screen:
    """The popup while one is open, else the widget; the first one, unless `widget` counts to another."""

    def __init__(self, page: Page) -> None:
        self.page, self.widget = page, 0

    @property
    def popup(self) -> Locator:
        """What stands above the dashboard, if anything does."""
        return self.page.locator("dialog[open]")

    @property
    def screen(self) -> Locator:
        """The answer that stands before the operator."""
        if self.popup.count():
            return self.popup.locator(".cwdb-custom-inner")
        return self.page.locator("#dashboard .cwdb-custom-inner").nth(self.widget)

    def button(self, name: str, row: str | None = None) -> Locator:
        """The one button of that accessible name, in the one row that holds the text `row` if given."""
        within = self.screen if row is None else self.row(row)
        return within.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """The one control of that label, said to be required or not."""
        return self.screen.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(required\)\s*)?$"))

    def row(self, text: str) -> Locator:
        """The one row of a table that holds the text."""
        return self.screen.get_by_role("row").filter(has_text=text)

    def reads(self, *texts: str) -> None:
        """Each text stands on the screen, as text."""
        for text in texts:
            expect(self.screen).to_contain_text(text)

    def lacks(self, *texts: str) -> None:
        """None of the texts stands on the screen."""
        for text in texts:
            expect(self.screen).not_to_contain_text(text)

    def headed(self, title: str) -> None:
        """A heading of the screen is this."""
        expect(self.screen.get_by_role("heading", name=title, exact=True).first).to_be_visible()

    def value(self, label: str) -> str:
        """What stands in the field; of a list, what it shows."""
        field = self.field(label)
        if field.evaluate("each => each.localName") == "select":
            return str(field.evaluate("each => each.selectedOptions[0]?.label ?? ''"))
        return field.input_value()

    def options(self, label: str) -> list[str]:
        """What the list offers."""
        return [text.strip() for text in self.field(label).locator("option").all_inner_texts()]

    def table(self, caption: str) -> list[dict[str, str]]:
        """The rows of the table under that caption, each as column → text."""
        table = self.screen.get_by_role("table", name=caption)
        titles = [text.strip() for text in table.locator("thead th").all_inner_texts()]
        rows = table.locator("tbody tr").all()
        cells = [[text.strip() for text in row.locator("th, td").all_inner_texts()] for row in rows]
        return [dict(zip(titles, each, strict=False)) for each in cells]

    def tabbed(self) -> list[str]:
        """What Tab comes to within the widgets, in order, by label or text: a real walk with the real key."""
        self.page.evaluate("window.tabbed = []")
        self.page.locator(".refresh").focus()
        names: list[str] = []
        while True:
            self.page.keyboard.press("Tab")
            name, again = self.page.evaluate(_TAB)
            if again:
                return names
            names += [name] if name else []

    def picture(self, path: Path) -> None:
        """Keep how the widgets look at their whole height, or the popup above them; `path` ends in .png."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("document.body.classList.add('grown')")
        shown = self.popup if self.popup.count() else self.page.locator("#dashboard")
        shown.screenshot(path=path, animations="disabled")
        self.page.evaluate("document.body.classList.remove('grown')")
