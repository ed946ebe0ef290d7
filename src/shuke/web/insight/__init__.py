"""What the scores say about all customers together: one page a question, every number a door."""
