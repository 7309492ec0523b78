"""The `web` process's application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from watchroom.kernel.loading import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchroom.ops.settings")
with loading():
    application = get_wsgi_application()
    _ = get_resolver().url_patterns  # all pages and the API, which else the first request would load
