"""Whatever the extractors say, a message ends with one normalised value for each thing it names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import values
from bot.nlu.merging import Candidate, merge


def by_rule(entity: str, start: int, value: str) -> Candidate:
    return Candidate(entity, start, start + len(value), value, by_rule=True)


def by_model(entity: str, start: int, value: str) -> Candidate:
    return Candidate(entity, start, start + len(value), value, confidence=0.9)


def settled(*candidates: Candidate) -> list[tuple[str, str]]:
    return [(candidate.entity, candidate.value) for candidate in merge(candidates)]


def test_the_same_number_from_two_extractors_is_one() -> None:
    """Rule and model agree: one entity remains."""
    both = by_rule("order_number", 6, "#w7654321"), by_model("order_number", 6, "#w7654321")
    assert settled(*both) == [("order_number", "W7654321")]


def test_a_rule_wins_over_the_model() -> None:
    """The model takes digits for whatever it saw last; a shape is exact."""
    assert settled(by_model("postcode", 0, "100045"), by_rule("order_number", 0, "100045")) == [
        ("order_number", "100045")
    ]


def test_the_longer_of_two_guesses_wins() -> None:
    """Half a name is no name."""
    assert settled(by_model("person_name", 11, "ann"), by_model("person_name", 11, "ann lee")) == [
        ("person_name", "Ann Lee")
    ]


def test_a_number_said_twice_is_one_value() -> None:
    """`W7654321, yes #w7654321` names one order."""
    assert settled(by_rule("order_number", 0, "W7654321"), by_rule("order_number", 14, "#w7654321")) == [
        ("order_number", "W7654321")
    ]


def test_two_numbers_stay_two_in_their_order() -> None:
    """Different orders are not merged."""
    assert settled(by_rule("order_number", 10, "A-1001"), by_rule("order_number", 0, "W7654321")) == [
        ("order_number", "W7654321"),
        ("order_number", "A-1001"),
    ]


def test_what_cannot_be_the_thing_is_left_out() -> None:
    """The model sometimes takes a plain word for a number."""
    assert settled(by_model("order_number", 0, "jacket"), by_model("email", 7, "mail")) == []


@given(
    st.lists(
        st.builds(
            Candidate,
            st.sampled_from(sorted(values.READERS)),
            st.integers(0, 20),
            st.integers(21, 40),
            st.text(max_size=20),
            st.booleans(),
        )
    )
)
def test_entities_never_overlap_or_repeat(candidates: list[Candidate]) -> None:
    """Holds for any candidates at all, and merging once more changes nothing."""
    merged = merge(candidates)
    assert all(one.end <= other.start for one, other in pairwise(merged))
    assert len({(c.entity, c.value) for c in merged}) == len(merged)
    assert merge(merged) == merged


@pytest.mark.parametrize(
    ("entity", "text", "value"),
    [
        ("order_number", "# W 7654321", "W7654321"),
        ("order_number", "a - 1001", "A-1001"),
        ("ticket_number", "#t 10042", "T-10042"),
        ("email", "Ann@Example.com.", "ann@example.com"),
        ("phone", "303-555-0199", "3035550199"),
        ("postcode", "k1a0b1", "K1A 0B1"),
        ("postcode", "60614-1234", "60614-1234"),
        ("ordinal", "first", "1"),
        ("ordinal", "Most recent", "-1"),
        ("ordinal", "the second one", "2"),
        ("ordinal", "one", "1"),
        ("ordinal", "12th", "12"),
        ("reason", "dont need it anymore", "no longer needed"),
        ("reason", "bought it cheaper elsewhere", "no longer needed"),
        ("reason", "didn't mean to buy that", "ordered by mistake"),
        ("reason", "dont need two of them", "ordered by mistake"),
        ("reason", "too noisy.", "too noisy"),
        ("date", "Last  Monday", "last monday"),
        ("amount", "$1,200.5", "1200.50"),
        ("person_name", "ann  lee", "Ann Lee"),
        ("person_name", "McNeil", "McNeil"),
        ("product", "lamp", "lamp"),
    ],
)
def test_a_value_has_one_form(entity: str, text: str, value: str) -> None:
    """Slots, actions and backends see the same spelling, however it was typed."""
    assert values.normalise(entity, text) == value


@pytest.mark.parametrize(
    ("entity", "text"),
    [("order_number", "W"), ("ticket_number", "12"), ("email", "ann@"), ("phone", "123"), ("postcode", "no"),
     ("ordinal", "blue"), ("ordinal", "0"), ("person_name", "42"), ("reason", "  "),
     ("date", " "), ("amount", "much")],
)  # fmt: skip
def test_what_is_no_such_thing_has_no_value(entity: str, text: str) -> None:
    """Better no entity than a wrong one."""
    assert values.normalise(entity, text) is None
