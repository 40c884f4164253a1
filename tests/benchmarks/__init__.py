"""Speed, as ratios against a named baseline measured in the same run. Never a test: nothing fails for being slow."""
