"""Pages of campaigns: list, calendar, writing one, its results, calls to make, and what the money brought back."""
