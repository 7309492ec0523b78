"""Pictures from outside as they are handed to a browser: under the type that they were found to have, and as nothing else."""

from django.http import HttpResponse

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def picture_answer(body: bytes, kind: str, name: str) -> HttpResponse:
    """Bytes from outside, under the type that they were found to have, and as nothing else."""
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{name}.{EXTENSIONS.get(kind, "bin")}"'
    return closed(answer)


def closed(answer: HttpResponse) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
