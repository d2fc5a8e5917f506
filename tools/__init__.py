"""Programs that make the tables which the code reads. None of them runs in production."""
