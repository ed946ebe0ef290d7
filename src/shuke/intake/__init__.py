"""Files and feeds become records: read, check, stage, apply."""
