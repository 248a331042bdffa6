"""Serve the reference shop: customers, products, orders and tickets behind REST."""
