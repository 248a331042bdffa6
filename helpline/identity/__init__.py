"""Know who is asking, and keep what proves it."""
