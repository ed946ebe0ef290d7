"""Tests of what is sent to customers: cells and their answers, and what a control group shows (SPEC 5.2, 5.3)."""
