"""Takes files of products, prices and stock in."""
