"""Static files for every set-up, in front of which a production server may put its own. Built names never change."""

import mimetypes
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.\w+$")


@require_safe
def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    found = finders.find(name)
    if not isinstance(found, str) or not Path(found).is_file():
        raise Http404(name)
    path = Path(found)
    response = FileResponse(
        path.open("rb"), content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    response["Last-Modified"] = http_date(path.stat().st_mtime)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if _HASHED.search(path.name) else "no-cache"
    return response
