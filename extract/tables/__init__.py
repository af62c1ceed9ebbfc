"""Document and form -> cells: the three tables are found by their labels, and every row by its own."""
