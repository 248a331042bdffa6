"""Say no in one form: `application/problem+json` (RFC 9457) with a stable code.

Codes, by status:
401 unauthenticated, token_expired
403 caller_not_allowed, level_too_low, assertion_refused, assertion_expired, assertion_used, refresh_refused,
    code_wrong (with attempts_left), code_expired (spent, used or never made)
404 route_not_found, link_not_found, order_not_found, product_not_found, customer_not_found, ticket_not_found,
    effect_not_found, order_not_matched (no order with this number and e-mail address or postcode)
405 method_not_allowed
409 order_not_pending, order_not_delivered, return_window_over (with until), item_unknown, duplicate_item,
    variant_unknown, same_variant, item_unavailable, nothing_to_change, payment_method_unknown,
    payment_method_not_allowed, same_payment_method, gift_card_too_small (with balance and needed), same_address,
    preview_stale, key_reused, in_progress
413 body_too_large
422 malformed (with errors), address_invalid (with field), text_malformed, cursor_malformed,
    idempotency_key_missing, idempotency_key_malformed
429 too_many_attempts (with Retry-After), too_many_requests (a switched-on fault)
500 internal_error
503 database_away (with Retry-After), unavailable (a switched-on fault)
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse


class Problem(Exception):
    """An answer that is not what was asked for. `more` becomes further members of the document."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.more = status, code, detail, more

    def document(self) -> dict[str, Any]:
        title = HTTPStatus(self.status).phrase
        known = {"type": "about:blank", "title": title, "status": self.status, "code": self.code, "detail": self.detail}
        return {**known, **self.more}

    def headers(self) -> dict[str, str]:
        if self.status == HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": "Bearer"}
        return {"Retry-After": str(self.more["retry_after"])} if "retry_after" in self.more else {}

    def response(self) -> JSONResponse:
        return problem_response(self.status, self.document(), self.headers())


def problem_response(status: int, document: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(document, status, headers=headers, media_type="application/problem+json")


def not_found(what: str) -> Problem:
    """The same answer for what is not there and for what belongs to somebody else."""
    return Problem(404, f"{what}_not_found", f"There is no such {what}.")


def not_allowed() -> Problem:
    return Problem(403, "caller_not_allowed", "This caller may not do this.")


def too_low() -> Problem:
    return Problem(403, "level_too_low", "This needs a verified customer.", allowed=["verified"])


def too_many(retry_after: int) -> Problem:
    return Problem(429, "too_many_attempts", "Too many attempts. Try again later.", retry_after=max(1, retry_after))
