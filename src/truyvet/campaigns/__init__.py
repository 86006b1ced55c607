"""Campaigns: what the province tells everybody. So far communication material and the calendar of loudspeakers."""
