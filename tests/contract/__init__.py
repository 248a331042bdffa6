"""What has to agree across YAML, Python and the README."""
