"""The inbox: what people answer, and what follows from it."""
