"""Reading documents: each kind of file or text as a ``ReadText``, or why that cannot be."""
