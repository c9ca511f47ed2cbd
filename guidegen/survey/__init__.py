"""A survey of photos by people: its questions, its page, and what the answers tell.

The idea is of Kachkaev and Wood (2014): before photos are used to find walks, people look at a
sample from every source and answer seven questions about each, so that one knows what a source
holds and which filters it needs.
"""
