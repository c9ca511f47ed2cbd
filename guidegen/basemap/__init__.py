"""The map under everything: water, green, buildings and streets of an extract, as vector tiles."""
