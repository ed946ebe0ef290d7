"""`shuke analyse`: a file in, tables and one self-contained page out; no database."""
