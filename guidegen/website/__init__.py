"""The site that readers see: pages, maps, charts and published files, from finished tables."""
