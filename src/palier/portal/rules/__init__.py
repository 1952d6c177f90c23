"""What the portal shows of frozen figures. Pure."""
