"""Senders: each takes a plain Message out of the house and says what became of it. They know nobody."""
