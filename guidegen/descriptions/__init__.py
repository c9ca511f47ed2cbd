"""What the world says about places: providers behind one registry."""
