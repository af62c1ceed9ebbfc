"""Extraction results as Parquet, one folder a batch."""
