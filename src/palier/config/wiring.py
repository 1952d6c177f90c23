"""Event → who reacts, in one screen."""


def connect() -> None:
    """Called once, when Django is ready."""
