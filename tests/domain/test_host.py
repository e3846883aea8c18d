import pytest

from chalicelib.domain.host import ascii_host, frame_ancestors, origin, web_address


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Studio.Example", "studio.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("ｓtudio.example", "studio.example"),
        ("studio", None),
        ("localhost", None),
        ("files.internal", None),
        ("1.2.3.4", None),
        ("-a.example", None),
        ("a..example", None),
        ("a" * 64 + ".example", None),
        (("a" * 60 + ".") * 5 + "example", None),
        ("", None),
    ],
)
def test_a_host_is_a_public_name_in_ascii(text, host):
    assert ascii_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://good.example",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://good.example@evil.example",
        "https://good.example\\.evil.example",
        "https://good.example:22/",
        "https://1.2.3.4/",
        "https://[::1]/",
        "https://localhost/",
        "https://a.internal/",
        "https://good.example/\tx",
        "https://good.example/\nx",
        "https://good.example/a b",
        'https://good.example/"onclick=',
        "https://good.example/<script>",
        "https://good.example/" + "a" * 2048,
        "https://[good.example/",
    ],
)
def test_what_two_readers_could_read_differently_is_no_web_address(text):
    assert web_address(text) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://good.example", "https://good.example/"),
        ("  HTTPS://Good.Example/Path?a=b&c=d#e ", "https://good.example/Path?a=b&c=d#e"),
        ("https://good.example#@evil", "https://good.example/#@evil"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
    ],
)
def test_a_web_address_is_https_with_a_public_name(text, address):
    assert web_address(text) == address
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://studio.example", "https://studio.example"),
        ("https://studio.example/", "https://studio.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:4567/", "http://127.0.0.1:4567"),
        ("http://127.0.0.1.evil.example", None),
        ("http://studio.example", None),
        ("*", None),
        ("https://*.com", None),
        ("https:", None),
        ("https://a.example/path", None),
        ("https://a.example; script-src *", None),
        ("https://a.example, https://b.example", None),
        ("'none' https://x.example", None),
        ("https://a.example https://b.example", None),
        ("http://localhost; script-src *", None),
    ],
)
def test_an_origin_cannot_add_to_a_policy(text, found):
    assert origin(text) == found


def test_the_website_may_frame_the_form_with_and_without_www():
    assert frame_ancestors(
        "https://www.studio.example/about", ("https://shop.example", "*", "https://shop.example")
    ) == (
        "https://studio.example",
        "https://www.studio.example",
        "https://shop.example",
    )
    assert frame_ancestors("", ()) == ()
    assert frame_ancestors("http://127.0.0.1:4567", ()) == ("http://127.0.0.1:4567",)
    assert len(frame_ancestors("", tuple(f"https://s{number}.example" for number in range(11)))) == 10
