"""Papers made from a plan's body: each reads the body alone, never the tables."""
