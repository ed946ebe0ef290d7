"""The first page: is the shop healthy, who to act on today and why, what changed, can the figures be trusted."""
