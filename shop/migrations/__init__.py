"""Migrate the schema `shop`."""
