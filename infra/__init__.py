"""What deploys Punkty. Knows AWS; knows nothing of how rules are read or scored."""
