"""The demo page says where its assistant is, signs visitors in, and trusts nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import jwt
import pytest
from tenacity import Retrying, stop_after_delay, wait_fixed

from helpline.settings import ROOT, settings
from shop.seed import seed_demo_if_empty
from tests.support.assistant import free_port


@pytest.fixture
def page(site: str) -> httpx.Client:
    seed_demo_if_empty()
    return httpx.Client(base_url=site, trust_env=False, timeout=10)


def test_the_page_names_its_assistant_and_may_call_nothing_else(page: httpx.Client) -> None:
    """The address comes from the settings, and the policy allows it and the page itself."""
    assistant = settings().address("assistant")
    assert page.get("/config.json").json()["assistant"] == assistant
    policy = page.get("/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {assistant};" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_nothing_of_the_page_comes_from_elsewhere() -> None:
    """No address of another machine in any file of it."""
    files = [path for path in (ROOT / "web").rglob("*") if path.suffix in (".html", ".css", ".js")]
    texts = {path.name: path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "") for path in files}
    assert [
        name for name, text in texts.items() if "https://" in text.replace("https://…", "") or "http://" in text
    ] == []


def test_customers_with_something_to_cancel_come_first(page: httpx.Client) -> None:
    """With what the page's list shows of them, and no more."""
    customers = page.get("/customers").json()["customers"]
    assert len(customers) >= 40
    cancellable = [customer["last_order"] == "pending" for customer in customers]
    assert cancellable == sorted(cancellable, reverse=True)
    assert set(customers[0]) == {"id", "name", "email", "orders", "last_order", "has_pending_order"}


def test_signing_in_gives_an_assertion_for_that_customer(page: httpx.Client) -> None:
    """Signed, short-lived, each with an id of its own."""
    first, second = (page.post("/sign-in", json={"customer_id": "c_100"}).json()["assertion"] for _ in range(2))
    claims = [jwt.decode(each, options={"verify_signature": False}) for each in (first, second)]
    assert {each["sub"] for each in claims} == {"c_100"}
    assert claims[0]["jti"] != claims[1]["jti"]
    assert claims[0]["exp"] - claims[0]["iat"] <= 300


def test_nobody_can_sign_in_as_somebody_unknown(page: httpx.Client) -> None:
    """A problem document with the shop's code."""
    refused = page.post("/sign-in", json={"customer_id": "c_nobody"})
    assert (refused.status_code, refused.json()["code"]) == (404, "customer_not_found")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"customer_id": 7}', b"\xff", b'{"customer_id": "a\\u0000"}'])
def test_nonsense_is_refused(page: httpx.Client, body: bytes) -> None:
    """A 4xx, whatever it is."""
    answer = page.post("/sign-in", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


def test_another_sites_name_for_this_machine_is_refused(page: httpx.Client) -> None:
    """Else a foreign page could have assertions made by resolving its own name to us."""
    assert page.post("/sign-in", json={"customer_id": "c_100"}, headers={"Host": "evil.example"}).status_code == 400


def test_it_does_not_start_in_production() -> None:
    """There, nobody may be anybody."""
    environment = {**os.environ, "HELPLINE_ENVIRONMENT": "production"}
    done = subprocess.run(
        [sys.executable, "-m", "shop.site"], env=environment, cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert b"HELPLINE_ENVIRONMENT=production" in done.stderr


def test_it_is_ready_and_stops_when_told(postgres: object) -> None:
    """SIGTERM ends the process cleanly."""
    port = free_port()
    environment = {**os.environ, "HELPLINE_PAGE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "shop.site"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        for attempt in Retrying(stop=stop_after_delay(30), wait=wait_fixed(0.1)):
            with attempt:
                ready = httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False)
                assert ready.status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)
    finally:
        process.kill()
