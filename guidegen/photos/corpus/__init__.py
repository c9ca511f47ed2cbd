"""A corpus: photos of many cities and sources in one folder, imported once.

    corpus.json                     the version of this layout
    photos/cell=E010N43/ID.parquet  photos by squares of one degree, named by their corner
    rejects/ID.parquet              rows that cannot be used, and why
    imports/ID.json                 what was imported; written last, and only then its photos count
    work/                           imports that are under way
    histories/                      who was when in which city; made from the photos when needed

A photo has the columns of `guidegen.photos.checks`, without what only tells where a row stood, and

    utc     whether taken_at is UTC; a city file's time zone makes it local
    city    GeoNames' number of the nearest city, 0 where there is none within 30 km

Author ids are kept as the source has them: a corpus is private, and is never published.
"""
