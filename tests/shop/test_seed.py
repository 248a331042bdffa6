"""A seed file replaces everything, an export writes it back, and a wrong file says where it is wrong."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from shop.demo_seed import DemoSeed
from shop.demo_times import MADE_ON, moved
from shop.export import export, write
from shop.seed import DEMO_SEED, seed, seed_demo_if_empty
from shop.seed_file import SeedError, parse_seed
from tests.shop import stock
from tests.shop.api import Api, is_problem

# The example in the API's description, word for word.
_CONTRACT = json.loads((Path(__file__).parent / "contract_seed.json").read_text("utf-8"))


def _file(folder: Path, content: Any) -> Path:
    path = folder / "seed.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_the_contracts_example_round_trips(api: Api, tmp_path: Path) -> None:
    """Exactly, in content and order of fields."""
    seed(_file(tmp_path, _CONTRACT))
    assert json.dumps(export()) == json.dumps(_CONTRACT)


def test_everything_round_trips(api: Api, tmp_path: Path) -> None:
    """Cancellations, returns, exchanges, tickets with comments and contexts."""
    content = stock.seed()
    content["orders"][1] |= {"status": "cancelled", "cancellation": {"reason": "ordered by mistake"}}
    content["orders"][2]["returns"] = [{"item_ids": ["i_1"], "payment_method_id": "card_2"}]
    exchanged = [{"item_id": "i_1", "new_variant_id": "7700002224"}]
    content["orders"][3]["exchanges"] = [{"items": exchanged, "payment_method_id": "card_1", "difference": "-3.20"}]
    seed(_file(tmp_path, content))
    assert export() == content


def test_an_export_is_a_seed_with_the_same_export(api: Api, tmp_path: Path) -> None:
    """Also after the shop has worked on it."""
    api.as_customer("c_100").cancel("#W7654321")
    first = write(export())
    seed(_file(tmp_path, first))
    assert write(export()) == first


def test_a_seed_replaces_everything(api: Api, tmp_path: Path) -> None:
    """Tokens of customers before it are worth nothing."""
    ann = api.as_customer("c_100")
    seed(_file(tmp_path, _CONTRACT))
    is_problem(ann.get("/customers/me"), 401, "unauthenticated")
    assert len(export()["orders"]) == 1


def test_ticket_numbers_go_on_after_the_seeds(ann: Api) -> None:
    """The seed's last is T-1002."""
    answer = ann.write("/tickets", {"subject": "s", "body": "b"})
    assert answer.json()["number"] == "T-1003"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("customers", 0, "email"), "nonsense", "customers[0].email: "),
        (("customers", 1, "id"), "c_100", "customers[1].id: 'c_100' is taken by customers[0]"),
        (("customers", 0, "payment_methods", 1, "balance"), None, "customers[0].payment_methods[1].balance: "),
        (("customers", 0, "colour"), "red", "customers[0].colour: "),
        (("products", 0, "variants", 1, "price"), "-1", "products[0].variants[1].price: "),
        (("products", 0, "variants", 1, "id"), "7700002222", "products[0].variants[1].id: "),
        (("orders", 0, "status"), "lost", "orders[0].status: "),
        (("orders", 0, "placed_at"), "2026-11-02T10:00:00", "orders[0].placed_at: needs a time zone"),
        (("orders", 0, "customer_id"), "c_999", "orders[0].customer_id: no customer 'c_999'"),
        (("orders", 1, "number"), "w7654321", "orders[1].number: 'w7654321' is taken by orders[0]"),
        (("orders", 1, "shipments", 0, "item_ids"), ["i_9"], "orders[1].shipments[0].item_ids: no item 'i_9'"),
        (("orders", 0, "items", 0, "name"), "a\0b", "orders[0].items[0].name: text with NUL"),
        (("orders", 0, "payments", 0, "amount"), "12.345", "orders[0].payments[0].amount: "),
        (("tickets", 0, "customer_id"), "c_999", "tickets[0].customer_id: no customer"),
    ],
)
def test_a_wrong_file_says_where_it_is_wrong(api: Api, tmp_path: Path, place: Any, value: Any, said: str) -> None:
    """And changes nothing."""
    before, content = export(), stock.seed()
    target: Any = content
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    with pytest.raises(SeedError) as caught:
        seed(_file(tmp_path, content))
    assert said in str(caught.value)
    assert export() == before


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"customers": []}'])
def test_what_is_no_seed_is_refused(tmp_path: Path, content: str) -> None:
    """Including a file that is not there."""
    for path in (_file(tmp_path, content), tmp_path / "missing.json"):
        with pytest.raises(SeedError):
            seed(path)


def test_the_demo_seed_is_what_its_script_makes() -> None:
    """Always the same, from one fixed random seed."""
    assert DEMO_SEED.read_text("utf-8") == write(DemoSeed().content())


def test_the_demo_seed_is_large_enough() -> None:
    """40 customers, 30 products of 3 to 12 variants, 120 orders in every status; Ann's story is in it."""
    content = parse_seed(json.loads(DEMO_SEED.read_text("utf-8")))
    assert len(content.customers) >= 40
    assert len(content.products) >= 30
    assert all(3 <= len(product.variants) <= 12 and product.description for product in content.products)
    assert len(content.orders) >= 120
    assert len({order.status for order in content.orders}) == 8
    anns = sorted(
        (order for order in content.orders if order.customer_id == "c_100"), key=lambda order: str(order.placed_at)
    )
    assert (anns[-1].number, anns[-1].status) == ("#W7654321", "pending")
    assert DEMO_SEED.stat().st_size < 250_000


def test_the_demo_seed_fills_an_empty_shop_only(api: Api, tmp_path: Path) -> None:
    """A shop with customers is left alone."""
    before = export()
    assert seed_demo_if_empty() is False
    assert export() == before
    empty = copy.deepcopy(_CONTRACT) | {"customers": [], "orders": []}
    seed(_file(tmp_path, empty))
    assert seed_demo_if_empty() is True
    today = datetime.now(timezone.utc).date()
    assert write(export()) == write(moved(json.loads(DEMO_SEED.read_text("utf-8")), today=today))


def test_the_demo_seed_does_not_grow_old() -> None:
    """A delivered order of Ann's can be returned whenever the demo is started."""
    later = MADE_ON + timedelta(days=400)
    content = moved(json.loads(DEMO_SEED.read_text("utf-8")), today=later)
    [order] = [order for order in content["orders"] if order["number"] == "100045"]
    delivered = datetime.fromisoformat(order["shipments"][0]["delivered_at"].rstrip("Z")).date()
    assert (later - delivered).days < 30
