"""Pure rules: no port, no tracker, no words."""
