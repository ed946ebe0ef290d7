"""Who is leaving and at what cost, how they are won back, and why they left."""
