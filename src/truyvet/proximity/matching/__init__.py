"""Which of a device's sightings were of somebody whose keys were published: one meaning, three ways to find it."""
