"""The action server answers its own assistant and nobody else, and never repeats what it was sent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator

import httpx
import pytest

from helpline.settings import ROOT, settings
from tests.support.assistant import free_port

_READY_SECONDS = 60.0
_BODY = {"next_action": "action_stop", "tracker": {"sender_id": "mulberry", "slots": {}, "events": []}}


@pytest.fixture(scope="module")
def server(state_dir: object) -> Iterator[str]:
    """A real `python -m actions`."""
    port = free_port()
    environment = {**os.environ, "HELPLINE_ACTIONS_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "actions"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
        process.terminate()
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()


def _wait(url: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            assert httpx.get(f"{url}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the action server was not ready in time"
            time.sleep(0.1)
        else:
            return


def _secret() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings().action_secret.get_secret_value()}"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
@pytest.mark.parametrize("path", ["/webhook", "/actions", "/nothing-here"])
def test_without_the_secret_nothing_is_answered(server: str, path: str, headers: dict[str, str]) -> None:
    """Every path but the health check is closed to strangers, also those that do not exist."""
    method = "POST" if path == "/webhook" else "GET"
    answer = httpx.request(method, server + path, headers=headers, json=_BODY if method == "POST" else None)
    assert answer.status_code == 401
    assert "mulberry" not in answer.text


def test_a_fault_repeats_nothing(server: str) -> None:
    """A call that cannot be worked is answered without a word of what was in it."""
    answer = httpx.post(f"{server}/webhook", headers=_secret(), json={**_BODY, "next_action": "no_such_action"})
    assert answer.status_code >= 400
    assert "mulberry" not in answer.text


def test_compressed_bodies_are_refused(server: str) -> None:
    """A small compressed body could become a very large one."""
    headers = {**_secret(), "Content-Encoding": "deflate"}
    assert httpx.post(f"{server}/webhook", headers=headers, content=zlib.compress(b"{}")).status_code == 415


def test_large_bodies_are_refused(server: str) -> None:
    """Nothing near the limit is ever sent by the assistant."""
    answer = httpx.post(f"{server}/webhook", headers=_secret(), content=b" " * 300_000)
    assert answer.status_code == 413


def test_with_the_secret_an_action_runs(server: str) -> None:
    """The same call with the secret is worked; outside a turn the customer is told where to go."""
    tracker = {"sender_id": "x", "slots": {}, "events": [], "latest_message": {}, "active_loop": {}, "paused": False}
    body = {"next_action": "action_list_orders", "tracker": tracker, "domain": {}}
    answer = httpx.post(f"{server}/webhook", headers=_secret(), json=body)
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["response"] == "utter_outside_chat"
