"""A letter's HTML as text, which is what a mail program without HTML shows, and text as plain HTML."""

from html import escape
from html.parser import HTMLParser

from chalicelib.domain.merge_fields import FIELDS

NEW_LINE = frozenset({"br", "tr", "li", "dt", "dd"})
NEW_PARAGRAPH = frozenset(
    {"p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "hr"}
)


def plain_text(html: str) -> str:
    """The words of cleaned HTML in paragraphs; a link's address stands behind its words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip()


def as_html(text: str) -> str:
    """Paragraphs of text as HTML that is easy to go on writing; fields that are links lead there."""
    paragraphs = []
    for part in text.split("\n\n"):
        lines = [escape(line.strip(), quote=False) for line in part.strip().splitlines()]
        if lines:
            paragraphs.append("<p>" + "<br>\n".join(lines) + "</p>")
    html = "\n\n".join(paragraphs)
    for field in FIELDS.values():
        if field.is_link:
            shown = f"{{{{ {field.name} }}}}"
            html = html.replace(shown, f'<a href="{shown}">{shown}</a>')
    return html


class _Reader(HTMLParser):
    """Collects words and line ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in NEW_PARAGRAPH:
            self.parts.append("\n\n")
        elif tag in NEW_LINE:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "img" and given.get("alt"):
            self.parts.append(f"[{given['alt']}]")
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            address, begun = self._links.pop()
            words = "".join(self.parts[begun:]).strip()
            shown = address.removeprefix("mailto:").removeprefix("tel:")
            if shown and shown != words:
                self.parts.append(f" {shown}" if words.endswith(":") else f" ({shown})")
        elif tag in NEW_PARAGRAPH:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
