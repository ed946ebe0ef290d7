"""Campaigns by Arthur Hughes's method: test a sample, roll out where it pays, hold some out to see what it changed."""
