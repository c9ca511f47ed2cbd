"""Stand-ins for what guidegen talks to: real servers, on this machine."""
