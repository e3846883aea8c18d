"""A photographer's website on an origin of its own, with the public form in it by the real HTML code."""

from html import escape
from typing import Any

from chalicelib.domain import snippet

STUDIO = "Northlight Portraits"
HEIGHT = 2300  # As Get HTML Code estimates it for a form with every field.

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: portraits</title>
<link rel="icon" href="data:,">
<style>
body{{margin:0;font:1.0625rem/1.6 Georgia,serif;color:#2f2838;background:#fbf7f2}}
nav,main{{max-width:46rem;margin:0 auto;padding:0 1.25rem}}
nav{{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding:1.5rem 1.25rem 1rem}}
nav b{{margin-right:auto;letter-spacing:.12em;text-transform:uppercase;font-size:.9rem}}
nav a{{color:inherit}}
.hero{{background:linear-gradient(115deg,#2d2438,#5b3a70 45%,#b98a6b 85%,#e3c7a4);color:#fff}}
.hero{{padding:5rem 0 4.5rem}}
.hero div{{max-width:46rem;margin:0 auto;padding:0 1.25rem}}
h1{{font-weight:400;font-size:clamp(2rem,6vw,3.25rem);line-height:1.1;margin:0 0 .75rem;max-width:18ch}}
h2{{font-weight:400;margin:2.5rem 0 .5rem}}
.form{{margin:1rem -1rem 3rem;border-top:1px solid #e6ddd3}}
</style>
</head>
<body>
<nav><b>{name}</b><a href="/">Home</a>{as_friend}<a href="/outbox">Outbox</a></nav>
<div class="hero"><div><h1>Portraits of the people you love</h1>
<p>Families, seniors and small humans.</p></div></div>
<main>
<h2>New here?</h2>
<p>Leave us your details, and we will find a day that suits you.</p>
<div class="form">
{code}
</div>
</main>
</body>
</html>
"""


def page(outputs: dict[str, Any]) -> str:
    """The website's page. `?ref=<token>` on its own address reaches the form, as in real life."""
    name = outputs.get("studio_name", STUDIO)
    token = str(outputs.get("referral_url", "")).rstrip("/").rpartition("/")[2]
    as_friend = f'<a href="/?ref={escape(token)}">As a friend of a client</a>' if token else ""
    return _PAGE.format(
        name=escape(name), as_friend=as_friend, code=snippet.iframe(outputs["form_url"], name, HEIGHT)
    )
