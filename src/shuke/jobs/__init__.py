"""Background work that survives a killed process. Knows no business: tasks are named by dotted path."""
