"""What is known of customers, read for pages and tasks."""
