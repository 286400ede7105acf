"""Forms, lists and reports that are no letters."""
