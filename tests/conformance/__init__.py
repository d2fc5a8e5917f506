"""What others' suites say of the protocols."""
