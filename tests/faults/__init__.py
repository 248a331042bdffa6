"""Kill, stop and restart things during a conversation; the shop's export tells whether anything was done twice."""
