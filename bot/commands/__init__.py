"""What `python -m bot` can do, a module a theme."""
