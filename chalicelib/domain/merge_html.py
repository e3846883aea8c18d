"""Puts merge fields into cleaned HTML: each value written so that it stays a value where it stands."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from chalicelib.domain.letters import link
from chalicelib.domain.merge_fields import FIELDS
from chalicelib.domain.merging import merged

_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)="([^"]*)"')
_FIELD_FIRST = re.compile(r"\s*\{\{\s*([a-z_.]{1,60})\s*\}\}")
ADDRESSES = frozenset({"href", "src"})


def merged_html(html: str, facts: Mapping[str, str]) -> str:
    """`html` with the values of `facts` in it: as words in the text, as part of an address in a link.

    `html` comes from the cleaner, so that attributes stand in double quotes and a `<` begins a tag.
    A link may begin with a field that is a link; any other value in an address is percent-encoded.
    """
    parts = []
    for is_tag, part in _cut(html):
        if is_tag:
            parts.append(_ATTRIBUTE.sub(lambda found: _attribute(found, facts), part))
        else:
            parts.append(merged(part, lambda name: _in_text(name, facts)))
    return "".join(parts)


def begins_with_link(address: str) -> bool:
    """Whether an address begins with a field that holds a whole link."""
    first = _FIELD_FIRST.match(address)
    return first is not None and first[1] in FIELDS and FIELDS[first[1]].is_link


def _attribute(found: re.Match[str], facts: Mapping[str, str]) -> str:
    name, text = found[1], found[2]
    if name.lower() not in ADDRESSES:
        return f'{name}="{merged(text, lambda field: _escaped(field, facts))}"'
    whole = ""
    if begins_with_link(text):
        first = _FIELD_FIRST.match(text)
        assert first is not None
        whole, text = link(facts.get(first[1], "")), text[first.end() :]
    return f'{name}="{escape(whole)}{merged(text, lambda field: _in_address(field, facts))}"'


def _in_text(name: str, facts: Mapping[str, str]) -> str | None:
    value = facts.get(name)
    return None if value is None else escape(value).replace("\n", "<br>")


def _escaped(name: str, facts: Mapping[str, str]) -> str | None:
    value = facts.get(name)
    return None if value is None else escape(value).replace("\n", " ")


def _in_address(name: str, facts: Mapping[str, str]) -> str | None:
    value = facts.get(name)
    return None if value is None else quote(value, safe="")


def _cut(html: str) -> Iterator[tuple[bool, str]]:
    """`html` as tags and what is between them, once from the front; a tag that never ends is text."""
    at = 0
    while at < len(html):
        start = html.find("<", at)
        end = _end_of_tag(html, start) if start >= 0 else -1
        if end < 0:
            yield False, html[at:]
            return
        if start > at:
            yield False, html[at:start]
        yield True, html[start:end]
        at = end


def _end_of_tag(html: str, start: int) -> int:
    """The place behind the `>` that ends the tag; one within quotes does not. -1 where none ends it."""
    is_quoted = False
    for found in re.compile(r'[">]').finditer(html, start):
        if found.group() == '"':
            is_quoted = not is_quoted
        elif not is_quoted:
            return found.end()
    return -1
