"""Turn the shop's JSON into values, checking that what belongs together fits together."""
