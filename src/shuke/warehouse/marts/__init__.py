"""The star schema, a file a mart: pure functions of tables. Nothing here opens a connection or knows a clock."""
