"""Get HTML Code: what the studio pastes into its website, for the style it chose.

Source: rules 7. The script stays under 1 kB, asks nobody else for anything and sets no cookie.
"""

from html import escape

from chalicelib.domain.asked import Asked, Field

_SCRIPT = """<script>(function(){var f=document.getElementById("studio-form"),u=new URL(f.src),n=0;\
new URLSearchParams(location.search).forEach(function(v,k){\
if(/^(ref|c|utm_\\w+)$/.test(k)){u.searchParams.set(k,v);n=1}});\
if(n)f.src=u;addEventListener("message",function(e){var d=e.data;\
if(e.source===f.contentWindow&&e.origin===u.origin&&d&&d.studioForm){\
f.style.height=Math.min(9999,Math.max(200,+d.h||0))+"px";if(d.top)f.scrollIntoView()}})})()</script>"""


def link(form_url: str, studio_name: str) -> str:
    """A link to the form, for a website or where no frame is allowed."""
    return f'<a href="{escape(form_url)}">{escape(studio_name)}: tell us about you</a>'


def iframe_alone(form_url: str, studio_name: str, height: int) -> str:
    """The form in the page, at its estimated height: for websites that allow no script."""
    return (
        f'<iframe id="studio-form" src="{escape(form_url)}" title="{escape(studio_name)}: tell us about you" '
        f'loading="lazy" style="width:100%;min-width:300px;height:{height}px;border:0"></iframe>'
    )


def iframe(form_url: str, studio_name: str, height: int) -> str:
    """The form in the page: it grows with its content, and gets the visitor's referral and campaign along.

    Without script it is the iframe alone.
    """
    return iframe_alone(form_url, studio_name, height) + "\n" + _SCRIPT


_BASE = 330  # Header, title, the first heading, button and footer.
_LINE = 105
_HEIGHTS = {Field.PREFERRED_DATES: 150, Field.FAMILY: 230, Field.NOTES: 250}


def estimated_height(asking: Asked) -> int:
    """About how many pixels tall the form is in a column of 640 pixels, so that the page moves little.

    Between the phone's and the desktop's height; the script sets the true one.
    """
    return _BASE + sum(_HEIGHTS.get(field, _LINE) for field in Field if asking.is_shown(field))
