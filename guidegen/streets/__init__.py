"""Streets: OpenStreetMap to a network that can be walked, and what photos say of each street."""
