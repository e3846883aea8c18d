"""The parts of a client's summary, one a file."""
