"""From the start of the program to the open office."""
