"""Ask a process whether it is well."""

from __future__ import annotations

import asyncio

import httpx

from helpline.supervisor.processes import Process

_SECONDS = 2.0


async def is_ready(process: Process) -> bool:
    """Whether the process answers, and answers that it is ready."""
    if process.answers is not None:
        return await asyncio.to_thread(process.answers)
    return await answers_ok(process.ready)


async def answers_ok(address: str) -> bool:
    """Whether an address answers 200 within two seconds; proxies of the environment are not asked."""
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            return (await client.get(address)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
