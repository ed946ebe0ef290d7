"""`shuke …`: parses, reads the clock, calls one function. Exit 0 done, 1 refused with a sentence, 2 wrong usage."""

from shuke.cli.commands import main

__all__ = ["main"]
