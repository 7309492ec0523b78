"""What the watch has to do, as pages, programs and a handover read it."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet

from watchroom.people.models import Todo
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST, LAST = 500, 20


def open_todos(viewer: Viewer, posts: Collection[str] | None = None, limit: int | None = MOST) -> list[Todo]:
    """What is not done, by its time, what has none last; of these posts, or of all; every one with `limit` None."""
    viewer.must(Act.KEEP_LOG)
    return list(_open(posts)[:limit])


def last_done(viewer: Viewer) -> list[Todo]:
    """What was done, the newest first."""
    viewer.must(Act.KEEP_LOG)
    return list(Todo.objects.filter(done_at__isnull=False).select_related("post").order_by("-done_at")[:LAST])


def due_now(viewer: Viewer, now: datetime) -> list[Todo]:
    """Of the posts that this viewer holds, what is not done and whose time has come."""
    if not viewer.may(Act.KEEP_LOG):
        return []
    return list(_open(viewer.posts).filter(due_at__lte=now)[:MOST])


def _open(posts: Collection[str] | None) -> QuerySet[Todo]:
    rows = Todo.objects.filter(done_at=None).select_related("post")
    rows = rows if posts is None else rows.filter(post__code__in=posts)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")
