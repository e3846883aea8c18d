"""What must hold on every screen of the console, however one came to it."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast"]
BYTES_MAX = 150_000


class Unsound(AssertionError):
    """The screen breaks what no screen may break."""


def expect_sound(page: Page, errors: list[str], step: str, *, axe: list[str] = RULES) -> None:
    """Raises Unsound with everything that is wrong on the screen, after this step; `axe` are axe's rules."""
    report: dict[str, Any] = page.evaluate("consolePage.report()")
    wrong = [*errors]
    wrong += [f"removed by the sanitiser: {each}" for each in report["removed"]]
    wrong += [f"{each['code']}: {each['detail']}" for each in report["faults"]]
    wrong += [f"the keyboard does not come to: {each}" for each in report["unreachable"]]
    wrong += [f"no dashboard names the function: {each}" for each in _foreign(page, report["endpoints"])]
    if report["bytes"] > BYTES_MAX:
        wrong.append(f"too large: {report['bytes']} bytes")
    if axe:
        wrong += violations(page, axe)
    if wrong:
        raise Unsound("\n".join([f"after {step}:", *dict.fromkeys(wrong)]))


def violations(page: Page, rules: list[str]) -> list[str]:
    """What axe finds against these rules in the widgets, or in the popup above them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        """async rules => {
            const popup = document.querySelector('dialog[open]')
            const place = popup ?? document.querySelector('#dashboard')
            return (await axe.run(place, {runOnly: rules, resultTypes: ['violations']})).violations
        }""",
        rules,
    )
    return [
        f"axe {each['id']}: {node['html'][:200]} ({each['help']})" for each in found for node in each["nodes"]
    ]


def classes(page: Page) -> set[str]:
    """What the elements on the dashboard are by tag and class, which is what decides their colors."""
    return set(
        page.evaluate(
            """() => {
                const roots = [document], found = new Set()
                for (const root of roots) for (const each of root.querySelectorAll('*')) {
                    found.add(`${each.parentElement?.className ?? ''} > ${each.localName}.${each.className}`)
                    if (each.shadowRoot) roots.push(each.shadowRoot)
                }
                return [...found]
            }"""
        )
    )


@cache
def _axe() -> str:
    return AXE.read_text()


def _foreign(page: Page, endpoints: list[str]) -> list[str]:
    """Of the functions that actions named, those that no widget of this page has."""
    named = page.evaluate("consolePage.own")
    return [each for each in endpoints if each not in named]
