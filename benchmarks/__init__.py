"""Benchmarks of the reader: the accuracy card, over made-up reports of every format, and the speed table."""
