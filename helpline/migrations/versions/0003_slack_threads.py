"""Slack's conversations know their thread and how far they are delivered."""

from alembic import op

from helpline.tables import slack_threads

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    slack_threads.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    slack_threads.drop(op.get_bind(), checkfirst=True)
