"""Nothing of the preferences is without its words."""

from dataclasses import replace

from chalicelib.domain.asked import Field
from chalicelib.domain.objection import Objection
from chalicelib.domain.set_up import Hint
from chalicelib.domain.setting import set_up_of, texts
from chalicelib.domain.theme import DEFAULTS
from chalicelib.handlers.console.preference_words import (
    COLORS,
    HINT_SENTENCES,
    SENTENCES,
    field_label,
    label_of,
)
from tests.handlers.studios import STUDIO, TWO_PLACES

WITH_PLACES = replace(STUDIO, locations=TWO_PLACES)


def test_every_setting_has_a_label_of_its_own():
    labels = [label_of(name, WITH_PLACES) for name in texts(set_up_of(WITH_PLACES))]
    assert not set(labels) & texts(set_up_of(WITH_PLACES)).keys()
    assert all(field_label(field, STUDIO) in labels for field in Field)
    assert COLORS.keys() == DEFAULTS.keys()


def test_every_objection_and_hint_has_its_sentence():
    assert SENTENCES.keys() == set(Objection)
    assert HINT_SENTENCES.keys() == set(Hint)
