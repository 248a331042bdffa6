"""Keep every conversation: what came in, what happened, what went out."""
