"""Areas: which administrative units were at risk on which days, as the province decides."""
