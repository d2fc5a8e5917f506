"""Commerce: recommends, prices, keeps stock, takes orders and has them paid and shipped."""
