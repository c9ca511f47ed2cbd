"""What is looked at before a site is published: pages, addresses, pictures, published files."""
