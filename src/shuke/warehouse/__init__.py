"""The columnar star schema in Parquet, and the engine that reads it."""
