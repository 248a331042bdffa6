"""Describe what a ticket and a comment must hold."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from pydantic import EmailStr, Field, validator

from shop.bodies import Body
from shop.numbers import LONGEST_NUMBER

_LARGEST_CONTEXT = 64 * 1024


class Priority(str, Enum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Contact(Body):
    email: EmailStr | None = None
    name: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=50)


class TicketRequest(Body):
    """`context` is the handoff document, at most 64 KiB."""

    subject: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=8000)
    category: str | None = Field(None, max_length=50)
    priority: Priority = Priority.NORMAL
    queue: str = Field("general", min_length=1, max_length=50)
    order_number: str | None = Field(None, min_length=1, max_length=LONGEST_NUMBER)
    contact: Contact | None = None
    context: dict[str, Any] | None = None

    class Config:
        use_enum_values = True

    @validator("context", pre=True)
    @classmethod
    def _is_an_object(cls, context: Any) -> Any:
        if context is not None and not isinstance(context, dict):
            raise ValueError("not a JSON object")
        return context

    @validator("context")
    @classmethod
    def _fits(cls, context: dict[str, Any] | None) -> dict[str, Any] | None:
        if context is not None and len(json.dumps(context, ensure_ascii=False).encode()) > _LARGEST_CONTEXT:
            raise ValueError("larger than 64 KiB")
        return context


class CommentRequest(Body):
    """`email` proves a guest's ticket."""

    body: str = Field(min_length=1, max_length=8000)
    email: EmailStr | None = None
