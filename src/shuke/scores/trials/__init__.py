"""Tests of what is sent: cells and their answers, and what a control group shows (docs/models/response.md)."""
