"""Sentences: one template, named places, a plural by its function, and no traceback in front of a learner."""

import pytest

from lesson_utils.language import STRICT, MissingPlaceError, Said, SaidCount, listed, mark, sentences, tr, tr_n


def test_a_missing_place_is_named_in_the_tests():
    with pytest.raises(MissingPlaceError, match="has the place 'jump', which was not given: given are size"):
        tr("size {size}, jump {jump:d}", size=3)


def test_a_learner_sees_the_sentence_with_its_gap(monkeypatch):
    monkeypatch.delenv(STRICT)
    assert tr("size {size}, jump {jump:d}", size=3) == "size 3, jump {jump}"
    assert tr_n("{n} row of {all}", "{n} rows of {all}", 2) == "2 rows of {all}"


def test_braces_of_a_template_without_places_stay_as_they_are_only_if_there_are_none():
    assert tr("no places") == "no places"
    assert tr("{{x}} and {y}", y=1) == "{x} and 1"


@pytest.mark.parametrize(("n", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (11, "11 rows")])
def test_plurals(n, words):
    assert tr_n("{n} row", "{n} rows", n) == words == str(SaidCount("{n} row", "{n} rows", n))


def test_what_is_said_later_is_said_when_it_is_shown():
    cause = Said("take {least} or more", least=1)
    assert (cause.template, cause.places) == ("take {least} or more", {"least": 1})
    assert f"{cause}" == "take 1 or more"
    assert sentences("It is 0.", "", Said("Then {cause}.", cause=cause)) == "It is 0. Then take 1 or more."
    assert mark("a table's words") == "a table's words"
    assert listed(range(4)) == "0, 1, 2 and 3"
