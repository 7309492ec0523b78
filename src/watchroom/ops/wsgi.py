"""The `web` process's application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchroom.ops.settings")
application = get_wsgi_application()
