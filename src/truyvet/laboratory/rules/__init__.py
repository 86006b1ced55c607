"""What a sample may become, what a result says, how many a pool holds. Plain values in, plain values out."""
