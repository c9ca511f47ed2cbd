"""Wikimedia's wikis as they are asked and as they answer; what comes of it is for others."""
