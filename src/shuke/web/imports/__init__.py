"""The import wizard: file, reading it, columns and preview, import, what changed."""
