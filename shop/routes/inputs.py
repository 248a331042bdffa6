"""Name what routes take from a request besides its body."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Query

from shop.callers import Caller, caller
from shop.idempotency import key_header, key_unless_preview
from shop.numbers import LONGEST_NUMBER
from shop.pages import Cut, cut
from shop.proofs import EndClient
from shop.statuses import OrderStatus


def end_client(
    x_end_client: Annotated[str | None, Header(max_length=200)] = None,
    x_helpline_conversation: Annotated[str | None, Header(max_length=200)] = None,
) -> EndClient:
    """Who asks through the service."""
    return EndClient(x_end_client, x_helpline_conversation)


Who = Annotated[Caller, Depends(caller)]
Client = Annotated[EndClient, Depends(end_client)]
Part = Annotated[Cut, Depends(cut)]
Key = Annotated[str, Depends(key_header)]
KeyUnlessPreview = Annotated[str | None, Depends(key_unless_preview)]
Number = Annotated[str, Path(max_length=LONGEST_NUMBER)]
Id = Annotated[str, Path(max_length=200)]
Status = Annotated[OrderStatus | None, Query()]
Email = Annotated[str | None, Query(max_length=320)]
"""The e-mail address that proves a guest's ticket."""
