"""The parts between a text and what is understood of it, each for itself."""
