"""Evidence for a broken rule: both sides, the cells and their places, and whose mistake it most likely is."""
