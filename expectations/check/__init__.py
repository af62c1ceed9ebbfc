"""One draft report, checked before it is published or sent up."""
