"""A code may prove a new e-mail address."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """The address a code is to prove; empty where it signs somebody in. A new database has it from 0001."""
    op.execute("ALTER TABLE shop.verification_codes ADD COLUMN IF NOT EXISTS new_email TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE shop.verification_codes DROP COLUMN IF EXISTS new_email")
