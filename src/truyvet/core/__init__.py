"""The contracts that every room uses, each written once. Holds no table of persons and knows no other room."""
