"""Whole conversations over HTTP, through all real processes."""
