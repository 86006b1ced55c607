"""What we import from and send to others: tables of persons, venues, visits and cases, counted to the last row."""
