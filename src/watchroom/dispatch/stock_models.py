"""What lies in which store, and every movement of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.kernel.words import Words


class Stock(models.Model):
    """One kind of thing at one place. `n` is what its movements come to; the database lets it never be less than nothing.

    measure  what is counted: 件, 箱, kg
    least    below this somebody should see to it; None: nobody said
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="stock")
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    measure = models.CharField(max_length=16)
    n = models.PositiveIntegerField(default=0)
    least = models.PositiveIntegerField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "zh"], name="dispatch_stock_once_at_a_place"),
            models.CheckConstraint(condition=Q(n__gte=0), name="dispatch_stock_never_negative"),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en="") & ~Q(measure=""), name="dispatch_stock_named"),
        ]

    def __str__(self) -> str:
        return f"{self.zh} {self.n}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def subject(self) -> str:
        return f"stock:{self.pk}"

    @property
    def low(self) -> bool:
        return self.least is not None and self.n < self.least


class StockMove(models.Model):
    """Something came in or went out, by whose word and why. `other`: where a transfer came from or went to."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="moves")
    change = models.IntegerField()
    left = models.PositiveIntegerField()
    other = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(change=0) & ~Q(reason=""), name="dispatch_move_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id} {self.change:+}"
