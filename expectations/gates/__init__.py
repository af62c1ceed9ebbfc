"""Gate 1 classifies every report, gate 2 blocks or lets pass; what they found is cached by batch."""
