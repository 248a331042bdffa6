"""Hold what the tables of schema `shop` share: the metadata and a few kinds of column."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, MetaData, Numeric, func

SCHEMA = "shop"
metadata = MetaData(schema=SCHEMA)


def money(name: str, *, nullable: bool = False) -> Column:
    return Column(name, Numeric(12, 2), nullable=nullable)


def now(name: str) -> Column:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp())


def time(name: str, *, nullable: bool = True) -> Column:
    return Column(name, DateTime(timezone=True), nullable=nullable)
