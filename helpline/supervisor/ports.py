"""Find out before a start whether the ports we need are free."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

from helpline.errors import HelplineError
from helpline.supervisor.processes import Process

_PATIENCE = 3.0  # a run that was killed a moment ago may still be letting go of its ports


class PortTaken(HelplineError):
    """Another program listens where one of ours has to."""


async def check_ports(host: str, processes: Sequence[Process]) -> None:
    """Make sure that each process can listen.

    Raises:
        PortTaken: naming the port and the setting that moves it.
    """
    for process in processes:
        if process.port is None:
            continue
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while not _free(host, process.port):
            if asyncio.get_running_loop().time() > deadline:
                setting = f"HELPLINE_{process.name.upper()}_PORT"
                raise PortTaken(
                    f"Port {process.port}, needed by the {process.name}, is in use by another program. "
                    f"Stop that program, or set {setting} to a free port."
                )
            await asyncio.sleep(0.2)


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
