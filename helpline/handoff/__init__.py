"""Pass a conversation to a person, with everything that person needs."""
