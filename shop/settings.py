"""Read the shop's own figures: windows, days, limits and whose signature proves a customer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseSettings, SecretStr, ValidationError

from helpline.settings import SettingsError, settings


class ShopSettings(BaseSettings):
    """Set by `HELPLINE_SHOP_<NAME>`; a user's shop has its own figures."""

    class Config:
        env_prefix = "HELPLINE_SHOP_"
        extra = "ignore"

    currency: str = "USD"
    return_window_days: int = 30
    refund_days_min: int = 5  # business days until a card or PayPal refund arrives; gift cards get it at once
    refund_days_max: int = 7

    token_minutes: int = 30
    refresh_idle_minutes: int = 30
    refresh_leeway_seconds: int = 20  # a refresh may be sent again within this time: its first answer may be lost
    site_issuer: str = "shop-site"
    site_audience: str = "helpline"
    site_jwks: Path | None = None  # none: `<state_dir>/site/jwks.json`, made in development
    assertion_seconds: int = 300

    code_minutes: int = 10
    code_attempts: int = 5
    code_mails_per_hour: int = 3
    code_failures_per_day: int = 10
    lookups_per_hour: int = 5

    smtp_url: SecretStr = SecretStr("")  # smtp://user:password@host:587; empty: mails stay in the mailbox
    mail_from: str = "shop@example.com"

    idempotency_days: int = 7
    database_connections: int = 16
    largest_body: int = 96 * 1024


@lru_cache(maxsize=1)
def shop_settings() -> ShopSettings:
    """The shop's settings, read at the first call.

    Raises:
        SettingsError: naming each key that cannot be read.
    """
    try:
        return ShopSettings(_env_file=settings().secrets_file)  # type: ignore[call-arg]
    except ValidationError as exc:
        faults = ", ".join(f"HELPLINE_SHOP_{str(error['loc'][0]).upper()} ({error['msg']})" for error in exc.errors())
        raise SettingsError(f"Settings: {faults}.") from exc
