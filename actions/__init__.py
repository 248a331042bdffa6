"""The action server's code: what the assistant does between a customer's words and its answer."""
