"""The rules of adoption: shares, sums up the tree, pace, forecast."""
