"""The conversation, one module for each topic."""
