"""Cameras: places with a picture, fetched by the server when somebody looks, and never by a browser."""
