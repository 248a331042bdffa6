"""Read every setting once, cast it, and fail with the key's name.

A setting comes from the environment (`HELPLINE_<NAME>`, and `DATABASE_URL`), else from the secrets file that
`make setup` writes, else from the default below. Secrets have no default.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import BaseSettings, Field, SecretStr, ValidationError

from helpline.errors import HelplineError

ROOT = Path(__file__).resolve().parent.parent
SECRET_NAMES = (
    "action_secret",
    "chat_token_key",
    "button_key",
    "encryption_key",
    "shop_service_token",
    "shop_staff_token",
    "shop_token_key",
)


class SettingsError(HelplineError):
    """A setting is missing or cannot be read; the message names its key."""


class Settings(BaseSettings):
    """All settings. Times are seconds, sizes bytes, unless the name says otherwise."""

    class Config:
        env_prefix = "HELPLINE_"
        env_file_encoding = "utf-8"
        extra = "ignore"

    database_url: str = Field("", env="DATABASE_URL")  # empty: the embedded Postgres
    state_dir: Path = ROOT / ".helpline"
    models_dir: Path = ROOT / "models"
    log_level: str = "INFO"
    environment: str = "development"  # "production" switches mailbox printing, faults and the demo page off

    host: str = "127.0.0.1"
    assistant_port: int = 5005
    actions_port: int = 5055
    shop_port: int = 8010
    page_port: int = 8080
    assistant_url: str = ""
    actions_url: str = ""
    shop_url: str = ""
    page_url: str = ""

    action_secret: SecretStr
    chat_token_key: SecretStr
    button_key: SecretStr
    encryption_key: SecretStr
    shop_service_token: SecretStr
    shop_staff_token: SecretStr
    shop_token_key: SecretStr

    chat_origins: str = ""  # comma-separated; empty: the demo page's only
    trusted_proxies: str = ""  # comma-separated addresses whose X-Forwarded-For is believed
    chat_token_hours: int = 24
    chat_token_days_in_all: int = 7
    chat_conversations_per_hour: int = 60
    chat_messages_per_minute: int = 30
    button_minutes: int = 30
    turns_at_once: int = 32
    turn_seconds: float = 20.0
    turn_attempts: int = 3
    sweep_seconds: float = 1.5
    session_minutes: int = 60

    articles_dir: Path = ROOT / "data" / "articles"
    # What articles say about the shop's rules; the shop's own settings decide, and of the demo shop they are the same.
    return_window_days: int = Field(30, env=["HELPLINE_RETURN_WINDOW_DAYS", "HELPLINE_SHOP_RETURN_WINDOW_DAYS"])
    refund_days_min: int = Field(5, env=["HELPLINE_REFUND_DAYS_MIN", "HELPLINE_SHOP_REFUND_DAYS_MIN"])
    refund_days_max: int = Field(7, env=["HELPLINE_REFUND_DAYS_MAX", "HELPLINE_SHOP_REFUND_DAYS_MAX"])
    retention_days: int = 90
    erase_after_seconds: float = (
        120.0  # a deleted customer's conversations stay so long: the last answer has to be read
    )

    slack_signing_secret: SecretStr = SecretStr("")  # empty: Slack is off
    slack_bot_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    slack_posts_per_second: float = 1.0  # to one channel: what Slack allows

    backend_connect_seconds: float = 0.5
    backend_read_seconds: float = 2.0
    backend_turn_seconds: float = 5.0
    backend_threads: int = 16
    breaker_failures: int = 5
    breaker_slow_seconds: float = 1.5
    breaker_reset_seconds: float = 10.0

    @property
    def secrets_file(self) -> Path:
        return self.state_dir / "secrets.env"

    @property
    def logs_dir(self) -> Path:
        return self.state_dir / "logs"

    def address(self, process: str) -> str:
        """Base address of `assistant`, `actions`, `shop` or `page`, without a trailing slash."""
        configured: str = getattr(self, f"{process}_url")
        return configured.rstrip("/") or f"http://{self.host}:{getattr(self, f'{process}_port')}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read at the first call.

    Raises:
        SettingsError: naming each key that is missing or malformed, and what to do.
    """
    return read_settings()


def state_dir() -> Path:
    """The folder of this installation's state, known before its secrets exist."""
    return Path(os.environ.get("HELPLINE_STATE_DIR") or ROOT / ".helpline").resolve()


def read_settings() -> Settings:
    """Read the settings anew (tests and `helpline setup`); everyone else calls `settings()`."""
    try:
        return Settings(_env_file=state_dir() / "secrets.env")  # type: ignore[call-arg]  # its stubs do not know it
    except ValidationError as exc:
        faults = ", ".join(f"{_key(error['loc'][0])} ({error['msg']})" for error in exc.errors())
        raise SettingsError(f"Settings: {faults}. Run `make setup`, or set them in the environment.") from exc


def _key(name: object) -> str:
    return "DATABASE_URL" if name == "database_url" else f"HELPLINE_{str(name).upper()}"
