"""What forms ask for: one question in each class, used by every form that needs its answer."""
