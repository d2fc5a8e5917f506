"""What a company's customers do and will probably do, and segments of them."""
