"""Tables that people and programs write: files as lines, rows and cells, whatever made them. Pure."""
