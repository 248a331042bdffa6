"""The first tables."""

from alembic import op

from shop.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table. Until the first release this revision follows `shop.tables`; later ones will not."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
