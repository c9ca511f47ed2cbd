"""Many cities, on many cores or machines: each is built alone, then all become one site.

    Task ──one──> pages in a folder of their own, an Outcome     in this process or in a worker
    Outcomes ──build──> the site, put in place at once           in this process

A city that cannot be built stops no other, and its old pages stay. What a site holds does not
depend on how many are built at a time, nor on where.
"""
