"""Takes in files of leads, row by row."""
