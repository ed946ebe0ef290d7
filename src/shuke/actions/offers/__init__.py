"""What one person gets: a message or letter, a coupon, points, a place on a call list; each once."""
