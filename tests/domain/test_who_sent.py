import pytest

from chalicelib.domain.who_sent import said


@pytest.mark.parametrize("words", [None, "no", "Nobody", "NO ONE.", "n/a", "-"])
def test_nobody_is_nothing_said(words: str | None) -> None:
    assert said(words) is None


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("7HQ2-KM9X-4VBRT", "7hq2km9x4vbrt"),
        ("7hq2 km9x 4vbrt", "7hq2km9x4vbrt"),
        ("Anna Berg", None),
        ("christina shaw", "chr1st1nashaw"),
        ("7hq2km9x4vbr", None),
    ],
)
def test_words_stay_as_typed_and_may_be_a_code(words: str, token: str | None) -> None:
    found = said(words)
    assert found is not None
    assert (found.words, found.token) == (words, token)
