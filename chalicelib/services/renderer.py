"""Fills our own templates. What a studio writes is never a template here, only a value."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent / "templates"
COMPILED = TEMPLATES.with_name("templates_compiled")  # Made when the product is packaged.


class _Environment(Environment):
    """Jinja for templates that are ours: HTML is escaped, a name that is missing raises."""

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )


@cache
def environment() -> Environment:
    """The one environment of this container, over the compiled templates where there are any."""
    return _Environment(ModuleLoader(COMPILED) if COMPILED.is_dir() else FileSystemLoader(TEMPLATES))


def render(template: str, values: Mapping[str, object]) -> str:
    """The template, filled. Raises jinja2.UndefinedError for a value that is missing."""
    return environment().get_template(template).render(values)


def compile_templates(target: Path) -> None:
    """Write every template as a Python module into `target`; a template that does not compile raises."""
    _Environment(FileSystemLoader(TEMPLATES)).compile_templates(
        target, zip=None, ignore_errors=False, filter_func=lambda name: not Path(name).name.startswith(".")
    )
