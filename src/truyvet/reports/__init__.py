"""The daily report from commune to district to province before 15:00."""
