"""Open what a signed link leads to; whoever has the link may."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, JSONResponse

from shop import data_exports, invoices
from shop.database import transaction
from shop.links import subject_of

router = APIRouter(prefix="/links", tags=["links"])
Token = Annotated[str, Path(max_length=2_000)]
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.get("/invoice/{token}", response_class=HTMLResponse)
def open_invoice(token: Token) -> HTMLResponse:
    number = subject_of("invoice", token)
    with transaction() as connection:
        return HTMLResponse(invoices.page(connection, number), headers=_PRIVATE)


@router.get("/export/{token}")
def open_export(token: Token) -> Any:
    customer_id = subject_of("export", token)
    with transaction() as connection:
        return JSONResponse(data_exports.document(connection, customer_id), headers=_PRIVATE)
