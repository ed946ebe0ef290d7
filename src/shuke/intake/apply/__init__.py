"""Pass 2: staged rows into the records, batch by batch. Each table is a step; each step decides, then writes."""
