"""Run one command to its end while something else is being started."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, create_subprocess_exec
from contextlib import suppress

from helpline.errors import HelplineError
from helpline.lifeline import lifeline
from helpline.settings import ROOT
from helpline.supervisor.environment import child_environment
from helpline.supervisor.log_files import LogFiles


class ErrandFailed(HelplineError):
    """A command of ours failed; the message is its own last one."""


async def errand(*arguments: str, logs: LogFiles) -> None:
    """Run `helpline <arguments>`, its output in `setup.log`; a cancelled errand is killed with its children.

    Raises:
        ErrandFailed: it ended with another code than 0.
    """
    with logs.path("setup").open("ab") as log:
        child = await create_subprocess_exec(
            *(sys.executable, "-m", "helpline", *arguments),
            cwd=ROOT,
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lifeline(),
            env=child_environment({}),
        )
    try:
        code = await child.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
        raise
    if code:
        said = logs.last_words("setup").removeprefix("helpline: ")[:300]
        raise ErrandFailed(f"`helpline {' '.join(arguments)}` failed: {said} (log: {logs.path('setup')})")
