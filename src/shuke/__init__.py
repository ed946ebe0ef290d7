"""Shuke 熟客: record, know, decide, act, measure. Start reading at `shuke.pipeline`."""

__version__ = "0.1.0"
