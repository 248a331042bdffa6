"""Alembic migrations of the `helpline` schema."""
