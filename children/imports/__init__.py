"""Files in: one module for each kind of file, and the reading that they share."""
