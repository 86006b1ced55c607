"""What two machines told about being near each other: encounters, one slice a row."""
