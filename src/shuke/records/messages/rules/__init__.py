"""Whether a person may be contacted now: decided from facts, without a database."""
