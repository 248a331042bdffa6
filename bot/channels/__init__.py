"""Bring customers' messages in and replies out; nothing here knows the agent or TensorFlow."""
