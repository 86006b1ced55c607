"""Pages and files for everybody; none asks who reads."""
