"""Pages of tests by cell and with a control group."""
