"""Commerce: catalogue, prices, stock, orders, payments, shipments and recommendations."""
