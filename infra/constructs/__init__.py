"""One construct per capability of the application stack."""
