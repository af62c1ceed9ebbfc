"""Reads the three tables from text without cells: labels and values in running text or wrapped over lines."""
