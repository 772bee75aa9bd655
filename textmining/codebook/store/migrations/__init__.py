"""Changes of the database, one after another; ``database.migrate`` applies those that it lacks."""
