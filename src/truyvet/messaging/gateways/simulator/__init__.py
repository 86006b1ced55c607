"""Numbers that give every outcome in any installation, so that a gateway's faults can be rehearsed. Nothing goes outside."""
