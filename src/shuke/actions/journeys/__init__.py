"""What happens to a customer by itself, step by step: who comes in, waits for what, gets what, and leaves when."""
