"""Walks worth taking: from A to B in a given time, round in a loop, through chosen places."""
