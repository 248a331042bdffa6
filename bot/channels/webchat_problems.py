"""Answer every refusal as `application/problem+json` with a stable code and a plain sentence.

All texts a client of the web chat can be refused with are in `Refusal`.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from enum import Enum
from http import HTTPStatus

import asyncpg
from sanic.exceptions import InvalidUsage, MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy import exc as sql

from helpline.backends.errors import BackendError
from helpline.backends.errors import TooMany as ShopTooMany
from helpline.buttons import ButtonExpired, ButtonInvalid
from helpline.conversations.errors import ButtonUsed, ConversationEnded, IdReused, UnknownConversation
from helpline.db import DatabaseAway
from helpline.errors import HelplineError
from helpline.feedback import NoSuchMessage, NothingToRate
from helpline.identity.chat_tokens import ChatTokenRefused
from helpline.identity.errors import AssertionRefused, OtherCustomer
from helpline.limits import TooMany
from helpline.logs import Log

log = Log("bot.webchat")
_AWAY_SECONDS = 2
_SHOP_AWAY_SECONDS = 10


class Refusal(Enum):
    """Why a call is refused: status, and a sentence a person can act on; the code is the name in small letters."""

    NOT_JSON = 400, "The body must be one JSON object in UTF-8, without duplicate keys."
    WRONG_SHAPE = 400, "A field is missing, unknown or of the wrong type."
    EMPTY = 400, "There is no text in the message."
    BAD_CHARACTERS = 400, "The text holds NUL or half of a character."
    BAD_POSITION = 400, "The place to go on from must be a number this server gave out."
    BAD_REQUEST = 400, "The request cannot be understood."
    NO_TOKEN = 401, "Send the conversation's token as `Authorization: Bearer …`."
    SIGNATURE_REFUSED = 401, "The request does not carry the signature of its sender."
    TOKEN_REFUSED = 401, "The token is not valid, or not any more: begin a new conversation."
    ORIGIN_REFUSED = 403, "This page may not use the chat."
    ASSERTION_REFUSED = 403, "The sign-in of the shop's site was not accepted: sign in again."
    NO_SUCH_PATH = 404, "There is nothing at this address."
    NO_SUCH_MESSAGE = 404, "There is no such message of ours in this conversation."
    WRONG_METHOD = 405, "This address does not know that method."
    ID_REUSED = 409, "A message with this id came before with other content."
    BUTTON_USED = 409, "This button was used before."
    BUTTON_EXPIRED = 409, "This button is too old: write what you want instead."
    BUTTON_INVALID = 409, "This button does not belong to this conversation."
    CODE_NOT_ASKED = 409, "No code is being asked for."
    CONVERSATION_ENDED = 409, "This conversation has ended: begin a new one."
    OTHER_CUSTOMER = 409, "This conversation belongs to another customer: begin a new one."
    NOTHING_TO_RATE = 409, "There was no talk with a person to rate."
    TOO_LONG = 413, "A message may have 2,000 characters."
    BODY_TOO_LARGE = 413, "The body of a request may have 16 KiB."
    TOO_MANY = 429, "Too many at once: wait a little."
    BROKEN = 500, "Something went wrong on our side."
    UNAVAILABLE = 503, "The chat cannot take this just now: try again in a moment."
    SHOP_UNAVAILABLE = 503, "Your sign-in cannot be checked just now: try again in a moment."

    @property
    def status(self) -> int:
        return int(self.value[0])

    @property
    def sentence(self) -> str:
        return str(self.value[1])


class Refused(HelplineError):
    """A call is refused; `field` names the part at fault where there is one."""

    def __init__(self, refusal: Refusal, *, field: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
        self.field = field
        self.retry_after = retry_after


_AWAY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
    sql.OperationalError,
    sql.InterfaceError,
    sql.TimeoutError,
    DatabaseAway,
)
# Postgres' classes of errors that pass: connection, rollback, resources, locks, operator's intervention (a statement
# that took too long, too), system, and a server that has become a read-only replica.
_PASSING = ("08", "40", "53", "55", "57", "58", "25006")

_REFUSALS: dict[type[BaseException], Refusal] = {
    ChatTokenRefused: Refusal.TOKEN_REFUSED,
    UnknownConversation: Refusal.TOKEN_REFUSED,  # erased since: the token names nothing any more
    ConversationEnded: Refusal.CONVERSATION_ENDED,
    IdReused: Refusal.ID_REUSED,
    ButtonUsed: Refusal.BUTTON_USED,
    ButtonExpired: Refusal.BUTTON_EXPIRED,
    ButtonInvalid: Refusal.BUTTON_INVALID,
    NoSuchMessage: Refusal.NO_SUCH_MESSAGE,
    NothingToRate: Refusal.NOTHING_TO_RATE,
    OtherCustomer: Refusal.OTHER_CUSTOMER,
    AssertionRefused: Refusal.ASSERTION_REFUSED,
    NotFound: Refusal.NO_SUCH_PATH,
    MethodNotSupported: Refusal.WRONG_METHOD,
    PayloadTooLarge: Refusal.BODY_TOO_LARGE,
    InvalidUsage: Refusal.BAD_REQUEST,
}


def refused(exception: BaseException) -> Refused:
    """Any failure of a call as the refusal its client reads."""
    if isinstance(exception, Refused):
        return exception
    if isinstance(exception, (TooMany, ShopTooMany)):
        return Refused(Refusal.TOO_MANY, retry_after=max(1, round(exception.retry_after)))
    if isinstance(exception, BackendError):
        return Refused(Refusal.SHOP_UNAVAILABLE, retry_after=_SHOP_AWAY_SECONDS)
    for kind in type(exception).__mro__:
        if kind in _REFUSALS:
            return Refused(_REFUSALS[kind])
    if is_away(exception):
        return Refused(Refusal.UNAVAILABLE, retry_after=_AWAY_SECONDS)
    return Refused(Refusal.BAD_REQUEST if _is_clients_fault(exception) else Refusal.BROKEN)


def is_away(exception: BaseException) -> bool:
    """Whether this says that the database cannot be reached or cannot work just now."""
    if isinstance(exception, sql.DBAPIError):
        state = getattr(exception.orig, "pgcode", None) or ""
        if exception.connection_invalidated or state.startswith(_PASSING):
            return True
    return isinstance(exception, _AWAY)


def answer(_request: Request, exception: Exception) -> HTTPResponse:
    """The exception as Sanic sends it; what nobody foresaw is logged, never told."""
    problem = refused(exception)
    if problem.refusal is Refusal.BROKEN:
        foreseen = isinstance(exception, HelplineError)
        log.error("call_failed", error=type(exception).__name__) if foreseen else _log_surprise(exception)
    if problem.refusal is Refusal.UNAVAILABLE:
        log.warning("database_away", error=type(exception).__name__)
    return to_response(problem)


def to_response(problem: Refused) -> HTTPResponse:
    """One refusal as problem+json (RFC 9457)."""
    refusal = problem.refusal
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.name.lower(),
        "detail": refusal.sentence,
    }
    if problem.field:
        body["field"] = problem.field
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return HTTPResponse(json.dumps(body), refusal.status, headers, "application/problem+json")


def _is_clients_fault(exception: BaseException) -> bool:
    return isinstance(exception, SanicException) and 400 <= exception.status_code < 500


def _log_surprise(exception: Exception) -> None:
    # A statement's error carries what the customer wrote: the class and the places are told, the text is not.
    frames = traceback.extract_tb(exception.__traceback__)
    places = [f"{frame.filename}:{frame.lineno}" for frame in frames if "site-packages" not in frame.filename]
    log.error("call_broke", error=type(exception).__name__, places=places)
