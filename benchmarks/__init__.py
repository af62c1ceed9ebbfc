"""How right and how fast the reader is: made-up reports of every format, the accuracy card and the speed table."""
