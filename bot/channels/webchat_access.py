"""Say which conversation a request may touch, and from where it comes."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from sanic.request import Request

from bot.channels.webchat_problems import Refusal, Refused
from helpline.identity import chat_tokens
from helpline.identity.chat_tokens import ChatToken
from helpline.settings import settings


def bearer(request: Request) -> ChatToken:
    """The conversation's token from the header; one in the address is not looked at.

    Raises:
        Refused: there is none.
        ChatTokenRefused: it is not valid.
    """
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(Refusal.NO_TOKEN)
    return chat_tokens.read(token.strip())


def client_address(request: Request) -> str:
    """Who really called: what our own proxies say came before them, and nobody else's word."""
    address = str(request.ip)
    hops = ",".join(request.headers.getall("x-forwarded-for", [])).split(",")
    while hops and _is_trusted(address):
        hop = hops.pop().strip()
        if not hop:
            break
        address = hop
    return address


def _is_trusted(address: str) -> bool:
    networks = [network.strip() for network in settings().trusted_proxies.split(",") if network.strip()]
    try:
        return any(ip_address(address) in ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False
