"""Serve the web chat as Rasa's server does, without its agent: `python -m tests.webchat.serve PORT`."""

from __future__ import annotations

import sys

from rasa.core.channels.channel import register
from sanic import Sanic
from sanic.response import text
from sanic_cors import CORS

from bot.channels.slack import Slack
from bot.channels.webchat import WebChat
from helpline.backends import tokens
from helpline.logs import configure_logs
from tests.webchat.site_desk import SiteDesk


def main() -> None:
    configure_logs()
    tokens.use(SiteDesk())
    app = Sanic("webchat_alone", configure_logging=False)
    app.add_route(lambda _: text("Hello from Rasa: 3.6.21"), "/")  # as rasa.server.add_root_route
    app.config.CORS_SUPPORTS_CREDENTIALS = True  # this and the next line as rasa.server.configure_cors
    CORS(app, resources={r"/*": {"origins": ""}}, automatic_options=True)
    register([WebChat(), Slack()], app, route="/webhooks/")
    app.ctx.helpline_ready = lambda: True
    app.run(host="127.0.0.1", port=int(sys.argv[1]), motd=False)


if __name__ == "__main__":
    main()
