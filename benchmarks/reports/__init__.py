"""The generator of the accuracy card: fictional reports in many styles, with their truth. Imports nothing of `extract`."""
