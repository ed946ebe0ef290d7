"""Looking after customers: programmes say who is due for what on which day, tasks are what a person does about it."""
