"""Wasl: a platform for digital government."""
