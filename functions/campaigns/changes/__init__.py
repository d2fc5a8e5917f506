"""Has the accepted changes of campaigns made on their platforms."""
