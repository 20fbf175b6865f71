"""What a person or a program reads about the served model."""
