"""An export on its way to a browser or a program."""

import tempfile
from pathlib import Path

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from watchroom.sources import export
from watchroom.sources.export import Wanted


def send(asked: Wanted) -> HttpResponseBase:
    """CSV as it is read; Excel and Parquet once they are whole. Raises TooManyForExcel before anything is sent."""
    if asked.form == "csv":
        streamed = StreamingHttpResponse(export.csv_bytes(asked), content_type="text/csv; charset=utf-8")
        streamed.headers["Content-Disposition"] = f'attachment; filename="{asked.name}"'
        streamed.headers["X-Content-Type-Options"] = "nosniff"
        return streamed
    with tempfile.TemporaryDirectory(prefix="watchroom-export-") as folder:
        out = Path(folder) / asked.name
        if asked.form == "xlsx":
            export.xlsx_to(asked, str(out))
        else:
            export.parquet_to(asked, out)
        # Opened, it is read to its end although its name goes with the folder.
        return FileResponse(
            out.open("rb"), as_attachment=True, filename=asked.name, content_type=export.FORMS[asked.form]
        )
