"""`make run` as a whole: it says how it is, is alone in its folder, and leaves nothing behind."""

from __future__ import annotations

import re
import subprocess
import sys

from helpline.settings import ROOT
from tests.support.shoppers import Shoppers
from tests.support.stack import Stack, running_stack


def test_status_names_every_part(stack: Stack) -> None:
    """Every process, the database and where each is."""
    said = stack.command("status")
    for part in ("postgres", "shop", "actions", "page", "assistant", "database"):
        assert f"  ok  {part}" in said
    assert stack.run()["address"] in said


def test_status_names_the_breakers_once_the_shop_was_called(stack: Stack, shoppers: Shoppers) -> None:
    """Each backend that was used has a breaker, and it is closed."""
    with stack.chat(shoppers.with_newest_order("shipped").customer_id) as chat:
        chat.say("show me my orders")
        chat.answer()
    assert re.search(r"ok +orders +breaker closed", stack.command("status"))


def test_a_second_run_in_the_folder_is_refused(stack: Stack) -> None:
    """One sentence, where the first one is, and the first goes on."""
    done = subprocess.run(
        [sys.executable, "-m", "helpline", "up"],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"Helpline already runs in this folder at {stack.run()['address']}" in done.stderr
    stack.command("status")


def test_the_screen_shows_our_own_lines_only(stack: Stack) -> None:
    """Nothing of TensorFlow, Rasa or SQLAlchemy reaches the terminal."""
    said = stack.output.read_text("utf-8")
    assert f"Helpline is ready: {stack.run()['address']}" in said
    for noise in ("Warning", "tensorflow", "sqlalchemy", "rasa.", "INFO"):
        assert noise not in said


def test_nothing_is_left_after_a_kill_or_a_stop() -> None:
    """kill -9 of the supervisor and Ctrl-C both end every process, and what was said is there at the next start."""
    with running_stack() as own:
        with own.chat() as chat:
            chat.say("hello")
            chat.answer()
        own.kill_supervisor()
        own.until_gone()
        own.start()
        assert own.rows("SELECT count(*) FROM helpline.inbox WHERE state = 'done'") == [(1,)]
        assert own.stop() == 0
        own.until_gone()
