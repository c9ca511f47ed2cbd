"""What the world says about places: providers behind one registry.

`collect` asks the providers, `choose` finds out which of their candidates each place is, and
`illustrate` fetches pictures. A provider is a file with a `PROVIDER` in it and a line in `collect`.
"""
