"""Erasing a person: the one place that names every domain which holds something on somebody."""
