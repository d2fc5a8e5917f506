"""What campaigns publish: pieces of text, and the checks that each has to pass. The checks are pure."""
