"""What two machines told about being near each other, and the server of the keys by which a third one finds out."""
