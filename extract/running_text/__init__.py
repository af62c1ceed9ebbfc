"""The three tables where no cells are left: labels and values in running text or wrapped over lines."""
