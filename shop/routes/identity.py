"""Exchange proofs for tokens, and send one-time codes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import EmailStr

from shop import codes, limits, password_resets, proofs
from shop.bodies import Body
from shop.callers import Role
from shop.database import transaction
from shop.password_resets import ResetRequest
from shop.proofs import Proof
from shop.replies import State, Token, Verification
from shop.routes.inputs import Client, Who

router = APIRouter(tags=["identity"])


class CodeRequest(Body):
    email: EmailStr


@router.post("/customer-tokens", response_model=Token, response_model_exclude_none=True)
def create_token(proof: Proof, who: Who, client: Client) -> dict[str, Any]:
    who.must_be(Role.SERVICE)
    return proofs.grant(proof, client)


@router.post("/verification-codes", response_model=Verification, status_code=202)
def create_code(request: CodeRequest, who: Who) -> Verification:
    who.must_be(Role.SERVICE)
    with transaction() as connection:
        limits.check(connection, codes.failures(request.email))
        limits.take(connection, [codes.mails(request.email)])
    with transaction() as connection:
        return Verification(verification_id=codes.send(connection, request.email))


@router.post("/password-resets", response_model=State, status_code=202)
def reset_password(request: ResetRequest, who: Who) -> State:
    """The same answer whether or not there is such an account."""
    who.must_be(Role.SERVICE)
    with transaction() as connection:
        password_resets.mail_link(connection, request.email)
    return State(state="mailed")
