"""What was changed by what was done: treated beside held-out members, with intervals."""
