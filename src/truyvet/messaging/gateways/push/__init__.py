"""Messages to browsers, through the push services of their makers."""
