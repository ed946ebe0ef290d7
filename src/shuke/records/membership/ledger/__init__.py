"""Decisions about points, pure: open lots and a wish in, rows to write out."""
