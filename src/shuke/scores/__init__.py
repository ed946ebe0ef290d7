"""What is known about each customer today, with the run that says so."""
