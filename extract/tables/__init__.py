"""Maps a document to the form's cells: finds each of the three tables, and each row, by its labels."""
