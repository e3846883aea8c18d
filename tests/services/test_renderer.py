from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, TemplateNotFound, UndefinedError
from markupsafe import Markup

from chalicelib.services import renderer
from chalicelib.services.renderer import compile_templates, environment, render


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Environment:
    made = renderer._Environment(
        DictLoader({"a.html": "<p>{{ name }}</p>\n", "a.txt": "{{ name }}\n", "b.html": "{{ name.first }}"})
    )
    monkeypatch.setattr(renderer, "environment", lambda: made)
    return made


def test_html_is_escaped_and_text_is_not(strict: Environment) -> None:
    assert render("a.html", {"name": "<b>'\"&"}) == "<p>&lt;b&gt;&#39;&#34;&amp;</p>\n"
    assert render("a.txt", {"name": "<b>'\"&"}) == "<b>'\"&\n"


def test_a_value_that_looks_like_a_template_is_only_a_value(strict: Environment) -> None:
    assert render("a.txt", {"name": "{{ 7 * 7 }}{% raise %}"}) == "{{ 7 * 7 }}{% raise %}\n"


@pytest.mark.parametrize("template", ["a.html", "a.txt", "b.html"])
def test_a_missing_value_is_loud(strict: Environment, template: str) -> None:
    with pytest.raises(UndefinedError):
        render(template, {} if template[0] == "a" else {"name": "Jane"})


def test_a_missing_template_is_loud() -> None:
    with pytest.raises(TemplateNotFound):
        render("letters/none/body.html", {})


def test_compiled_templates_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"reward": {"amount": "$5.00"}, "friend": {"first_name": Markup("Maya")}}
    plain = render("letters/en/reward/subject.txt", values)
    compile_templates(tmp_path / "compiled")
    monkeypatch.setattr(renderer, "COMPILED", tmp_path / "compiled")
    environment.cache_clear()
    try:
        assert render("letters/en/reward/subject.txt", values) == plain
        assert type(environment().loader).__name__ == "ModuleLoader"
    finally:
        environment.cache_clear()
