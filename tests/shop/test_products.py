"""Products are shown to anyone the shop knows."""

from __future__ import annotations

import pytest

from tests.shop.api import Api, is_problem


@pytest.mark.parametrize("words", ["shirt", "T-Shirts", "blue", "cotton shirt", "COMBED", "xs"])
def test_every_word_must_occur(service: Api, words: str) -> None:
    """In the name, the description or an option, in any case; a plural finds the singular."""
    found = [product["name"] for product in service.get("/products", q=words).json()["items"]]
    assert found == ([] if words == "xs" else ["T-Shirt"])


def test_without_words_all_are_listed(service: Api) -> None:
    """By name, page by page."""
    first = service.get("/products", limit=1).json()
    second = service.get("/products", limit=1, cursor=first["next"]).json()
    assert [page["items"][0]["name"] for page in (first, second)] == ["Coffee Mug", "T-Shirt"]
    assert second["next"] is None


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; DROP TABLE shop.products; --", "shirt%"])
def test_words_are_words(service: Api, words: str) -> None:
    """No pattern, no SQL."""
    assert service.get("/products", q=words).status_code == 200
    assert len(service.get("/products").json()["items"]) == 2


def test_a_product_has_its_variants(api: Api) -> None:
    """Options, price and availability; also for a recognised guest."""
    product = api.as_recognised("W7654322", "80279").get("/products/8800001111").json()
    assert product["description"] == "Combed cotton."
    assert [variant["available"] for variant in product["variants"]] == [True, False, True]
    assert product["variants"][0]["price"] == {"amount": "50.88", "currency": "USD"}


def test_an_unknown_product_is_not_there(service: Api) -> None:
    """The code says so."""
    is_problem(service.get("/products/1"), 404, "product_not_found")
