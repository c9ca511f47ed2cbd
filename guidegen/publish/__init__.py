"""Handing a built site to its host: a branch of git, or any place that rsync or S3 tools reach."""
