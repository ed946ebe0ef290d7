"""The frame of every page, and the screens that mix stages."""
