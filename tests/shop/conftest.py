"""Fixtures: one running shop, filled with the same small stock before each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpline.postgres import EmbeddedPostgres
from shop.database import transaction
from shop.seed import replace_all
from shop.seed_file import parse_seed
from tests.shop.api import Api
from tests.shop.server import Server, running_shop
from tests.shop.stock import seed


@pytest.fixture(scope="package")
def server(postgres: EmbeddedPostgres | None, state_dir: Path) -> Iterator[Server]:
    """One `python -m shop` for all tests."""
    with running_shop(state_dir) as running:
        yield running


@pytest.fixture
def api(server: Server) -> Api:
    """The API of a freshly filled shop, for nobody in particular."""
    with transaction() as connection:
        replace_all(connection, parse_seed(seed()))
    return Api(server.url)


@pytest.fixture
def ann(api: Api) -> Api:
    """Ann Lee, verified."""
    return api.as_customer("c_100")


@pytest.fixture
def ben(api: Api) -> Api:
    """Ben Ode, verified: everything of Ann's is somebody else's to him."""
    return api.as_customer("c_101")


@pytest.fixture
def service(api: Api) -> Api:
    """The assistant itself."""
    return api.as_service()


@pytest.fixture
def staff(api: Api) -> Api:
    """Dana, a support agent."""
    return api.as_staff()
