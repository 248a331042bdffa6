"""Guard the action server: rasa_sdk finds this package by its name and lets it extend its Sanic app."""

from __future__ import annotations

from typing import Any

import pluggy

from rasa_sdk_plugins.guard import guard

hook = pluggy.HookimplMarker("rasa_sdk")


class Hooks:
    """What rasa_sdk calls."""

    @staticmethod
    @hook
    def attach_sanic_app_extensions(app: Any) -> None:
        guard(app)


def init_hooks(manager: Any) -> None:
    """Register the hooks with rasa_sdk's plugin manager."""
    manager.register(Hooks())
