"""The activation order as a file: /plans/activations/<activation>/order.pdf."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from ninja import Router

from watchroom.desk.report.order import paper
from watchroom.desk.report.views import file, lang_of
from watchroom.people.queries import viewer_of

router = Router(tags=["plans"])
_PDF = {"responses": {200: {"description": "The order as a file", "content": {"application/pdf": {}}}}}


@never_cache
@require_GET
def order(request: HttpRequest, pk: int) -> HttpResponse:
    return file(paper(viewer_of(request), pk, lang_of(request)), "application/pdf", f"order-{pk}.pdf")


@router.get("/activations/{int:pk}/order.pdf", summary="The activation order on A4 pages", openapi_extra=_PDF)
def order_over_api(request: HttpRequest, pk: int) -> HttpResponse:
    """In the language of the request; an exercise's says so."""
    return order(request, pk)
