"""A conversation knows its client, as a hash; a database made from newer tables has the column already."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE helpline.conversations ADD COLUMN IF NOT EXISTS client text")


def downgrade() -> None:
    op.execute("ALTER TABLE helpline.conversations DROP COLUMN IF EXISTS client")
