"""Exchange proofs for tokens, and send one-time codes."""

from __future__ import annotations

from typing import Any, Optional

from fastapi import APIRouter, Depends, Header
from pydantic import EmailStr

from shop import codes, limits, proofs
from shop.bodies import Body
from shop.callers import Caller, Role, caller
from shop.database import transaction
from shop.proofs import EndClient, Proof
from shop.replies import Token, Verification

router = APIRouter(tags=["identity"])


def end_client(
    x_end_client: Optional[str] = Header(None, max_length=200),
    x_helpline_conversation: Optional[str] = Header(None, max_length=200),
) -> EndClient:
    """Who asks through the service (a FastAPI dependency)."""
    return EndClient(x_end_client, x_helpline_conversation)


class CodeRequest(Body):
    email: EmailStr


@router.post("/customer-tokens", response_model=Token, response_model_exclude_none=True)
def create_token(
    proof: Proof, who: Caller = Depends(caller), client: EndClient = Depends(end_client)
) -> dict[str, Any]:
    who.must_be(Role.SERVICE)
    return proofs.grant(proof, client)


@router.post("/verification-codes", response_model=Verification, status_code=202)
def create_code(request: CodeRequest, who: Caller = Depends(caller)) -> Verification:
    who.must_be(Role.SERVICE)
    with transaction() as connection:
        limits.check(connection, codes.failures(request.email))
        limits.take(connection, [codes.mails(request.email)])
    with transaction() as connection:
        return Verification(verification_id=codes.send(connection, request.email))
