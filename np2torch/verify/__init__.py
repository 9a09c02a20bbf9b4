"""Runs a script and its migration and compares what training left behind."""
