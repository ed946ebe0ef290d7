"""Pages of events: all of them, one with its guests, writing one, and the door."""
