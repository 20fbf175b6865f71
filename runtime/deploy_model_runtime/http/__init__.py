"""HTTP/1.1 for one kind of application: whole requests in, whole answers out."""
