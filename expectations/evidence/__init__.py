"""What is known of a broken rule: both sides, the cells and their places, whose mistake it most likely is."""
