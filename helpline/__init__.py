"""The kernel of Helpline: what every process shares, and nothing of the dialogue itself."""
