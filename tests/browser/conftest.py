"""A real browser on the real demo page, with a small assistant of our own behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from helpline.settings import settings
from shop.seed import seed_demo_if_empty
from tests.browser.protocol_server import ProtocolServer
from tests.browser.site_process import running_site
from tests.support.browser import Customer, opened_browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def site(postgres: object) -> Iterator[str]:
    with running_site() as address:
        yield address


@pytest.fixture
def assistant(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProtocolServer]:
    """An assistant that does as the test says, where the page finds it."""
    seed_demo_if_empty()
    server = ProtocolServer(origin=site)
    server.start()
    monkeypatch.setenv("HELPLINE_ASSISTANT_URL", server.address)
    settings.cache_clear()
    yield server
    server.stop()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of its own."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def customer(context: BrowserContext, site: str, assistant: ProtocolServer) -> Iterator[Customer]:
    """A guest in front of the page; a script that fails in it, or wants what it may not, fails the test."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    customer = Customer(page)
    customer.visit(site)
    yield customer
    assert not faults
