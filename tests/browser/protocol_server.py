"""Serve the web chat protocol over real HTTP, and break off exactly where a test wants it to."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.browser.conversation import Conversation
from tests.browser.protocol_calls import Call, Fault, grant, problem

PREFIX = "/webhooks/webchat"
_ALLOW = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Expose-Headers": "Retry-After",
}
Answer = Callable[["ProtocolServer", web.Request], Awaitable[web.StreamResponse]]


@dataclass
class ProtocolServer:
    """One assistant's address; `reply` says what it answers to a message, in any number of sentences."""

    origin: str
    conversations: list[Conversation] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    believes: bool = True  # in the site's assertions
    refuse_identity: bool = False  # as belonging to another customer
    titles: dict[str, str] = field(default_factory=dict)  # button token → its title
    reply: Callable[[Conversation, dict[str, Any]], None] = lambda conversation, message: None
    address: str = ""
    _heard: threading.Condition = field(default_factory=threading.Condition)

    @property
    def conversation(self) -> Conversation:
        return self.conversations[-1]

    def do(self, work: Callable[[], Any]) -> Any:
        """Run something on the server's own loop and wait for it."""

        async def run() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(5)

    def say(self, text: str, **more: Any) -> int:
        """Let the assistant say something now."""
        for button in more.get("buttons", []):
            self.titles[button["token"]] = button["title"]
        return int(self.do(lambda: self.conversation.say(text, **more)))

    def tell(self, kind: str, **data: Any) -> None:
        self.do(lambda: self.conversation.add(kind, **data))

    def typing(self, on: bool) -> None:
        self.do(lambda: self.conversation.tell(("typing", {"on": on, "from": "assistant"})))

    def cut(self) -> None:
        """Break every open stream off in the middle."""
        self.do(lambda: self.conversation.tell(None))

    def hears(self, path: str, method: str = "POST") -> Call:
        """The first such call, waited for."""
        with self._heard:
            assert self._heard.wait_for(lambda: self.sent(path, method), 10), f"no {method} {path}"
        return self.sent(path, method)[0]

    def sent(self, path: str = "/messages", method: str = "POST") -> list[Call]:
        return [call for call in self.calls if call.path == path and call.method == method]

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the protocol server did not start"

    def stop(self) -> None:
        """Like a killed process: every connection is gone. `start` brings it back at the same address."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(10)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.run(self._main(ready))

    async def _main(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(middlewares=[self._middleware])
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._route)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", int(self.address.rpartition(":")[2] or 0) if self.address else 0)
        await site.start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await self._over.wait()
        await runner.cleanup()

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method == "OPTIONS":
            return self._open_to_page(web.Response(status=204, headers=_ALLOW))
        path = request.path[len(PREFIX) :]
        body = json.loads(await request.text() or "{}")
        self.calls.append(Call(request.method, path, request.query_string, dict(request.headers), body))
        with self._heard:
            self._heard.notify_all()
        fault = self._fault(path)
        if fault and not fault.worked:
            return self._break(request, fault)
        response = await handler(request)
        return self._break(request, fault) if fault else self._open_to_page(response)

    def _fault(self, path: str) -> Fault | None:
        fits = next((fault for fault in self.faults if fault.path == path), None)
        if fits:
            self.faults.remove(fits)
        return fits

    def _break(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if not fault.status and request.transport:
            request.transport.abort()
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return self._open_to_page(problem(fault.status or 500, fault.code, headers))

    def _open_to_page(self, response: web.StreamResponse) -> web.StreamResponse:
        if not response.prepared:
            response.headers["Access-Control-Allow-Origin"] = self.origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response

    async def _route(self, request: web.Request) -> web.StreamResponse:
        answer = _ANSWERS.get((request.method, request.path[len(PREFIX) :]))
        return await answer(self, request) if answer else problem(404, "no_such_path")

    async def begin(self, request: web.Request) -> web.StreamResponse:
        assertion = (await request.json()).get("assertion")
        if assertion and not self.believes:
            return problem(403, "assertion_refused")
        self.conversations.append(Conversation(level="verified" if assertion else "guest"))
        return web.json_response(grant(self.conversation), status=201)

    def _of(self, request: web.Request) -> Conversation | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return next((each for each in self.conversations if each.token == token), None)

    async def renew(self, request: web.Request) -> web.StreamResponse:
        conversation = self._of(request)
        return web.json_response(grant(conversation)) if conversation else problem(401, "token_refused")

    async def identity(self, request: web.Request) -> web.StreamResponse:
        conversation = self._of(request)
        if not conversation:
            return problem(401, "token_refused")
        if request.method == "DELETE":
            conversation.level = "guest"
            return web.Response(status=204)
        if self.refuse_identity:
            return problem(409, "other_customer")
        conversation.level = "verified"
        return web.json_response(grant(conversation))

    async def end(self, request: web.Request) -> web.StreamResponse:
        conversation = self._of(request)
        if not conversation:
            return problem(401, "token_refused")
        conversation.ended = True
        conversation.add("ended")
        return web.Response(status=204)

    async def message(self, request: web.Request) -> web.StreamResponse:
        conversation, message = self._of(request), await request.json()
        if not conversation:
            return problem(401, "token_refused")
        if conversation.ended:
            return problem(409, "conversation_ended")
        dots = "••••••" if "code" in message else None
        shown = dots or self.titles.get(message.get("button", "")) or message.get("text", "")
        fresh = message["id"] not in conversation.seen
        seq = conversation.accept(message, shown)
        if seq is None:
            return problem(409, "button_used")
        if fresh:
            self.reply(conversation, message)
        return web.json_response({"seq": seq}, status=202)

    async def history(self, request: web.Request) -> web.StreamResponse:
        conversation = self._of(request)
        if not conversation:
            return problem(401, "token_refused")
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 100))
        page = conversation.after(after, limit=limit)
        items = [{"event": kind, "data": data} for kind, data in page]
        full = len(page) == limit
        return web.json_response({"items": items, "next": page[-1][1]["seq"] if full else None})

    async def events(self, request: web.Request) -> web.StreamResponse:
        conversation = self._of(request)
        if not conversation:
            return problem(401, "token_refused")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        self._open_to_page(response)
        await response.prepare(request)
        queue: asyncio.Queue[Any] = asyncio.Queue()
        for event in conversation.after(int(request.headers.get("Last-Event-ID", 0))):
            queue.put_nowait(event)
        conversation.listeners.add(queue)
        try:
            await _stream(response, queue)
        finally:
            conversation.listeners.discard(queue)
        if request.transport:
            request.transport.abort()
        return response

    async def heard(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=204) if self._of(request) else problem(401, "token_refused")


async def _stream(response: web.StreamResponse, queue: asyncio.Queue[Any]) -> None:
    await response.write(b": hello\n\n")
    while (event := await queue.get()) is not None:
        kind, data = event
        number = f"id: {data['seq']}\n" if "seq" in data else ""
        await response.write(f"{number}event: {kind}\ndata: {json.dumps(data)}\n\n".encode())


_ANSWERS: dict[tuple[str, str], Answer] = {
    ("POST", "/conversations"): ProtocolServer.begin,
    ("POST", "/conversations/current/token"): ProtocolServer.renew,
    ("POST", "/conversations/current/identity"): ProtocolServer.identity,
    ("DELETE", "/conversations/current/identity"): ProtocolServer.identity,
    ("DELETE", "/conversations/current"): ProtocolServer.end,
    ("POST", "/messages"): ProtocolServer.message,
    ("GET", "/messages"): ProtocolServer.history,
    ("GET", "/events"): ProtocolServer.events,
    ("POST", "/typing"): ProtocolServer.heard,
    ("POST", "/feedback"): ProtocolServer.heard,
    ("POST", "/rating"): ProtocolServer.heard,
}
