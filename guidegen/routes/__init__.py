"""How photographers move: sessions, generalised routes, and the field that they make."""
