"""What we listen to and how it is; what came in that could not be taken; how far each partition has been judged."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from watchroom.kernel.geometry import LonLat
from watchroom.kernel.units import QUANTITIES, Quantity
from watchroom.kernel.words import Words
from watchroom.sources.cameras.models import Camera, CameraPicture

__all__ = [
    "AreaCode", "Bulletin", "BulletinAlias", "BulletinReference", "Camera", "CameraPicture", "DeviceKey", "Health", "Keeping",
    "Partition", "Quarantine", "Sensor", "Source",
]  # fmt: skip


class Health(models.TextChoices):
    UNKNOWN = "unknown"
    WELL = "well"
    SILENT = "silent"
    UNWELL = "unwell"


class Source(models.Model):
    """Something outside that sends or can be asked: a weather station, a counting gate, a feed of warnings.

    `kind` names the connector, `settings` are that connector's. `last_seen` is the site's time of the last message
    that was taken. `fault` is what is wrong, as a fault's code and facts, so that it is said in the reader's language.
    On trial nothing that it sends is taken: its messages lie in quarantine, and `trial_answer` is what it last said when
    it was asked, until a person puts it into service or throws it away.
    """

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    settings = models.JSONField(default=dict)
    simulated = models.BooleanField(default=False, help_text="Plays a part: nothing of it may look measured.")
    origin_zh = models.CharField(max_length=256, blank=True, help_text="Where its figures come from.")
    origin_en = models.CharField(max_length=256, blank=True)
    expected_every_s = models.PositiveIntegerField(default=60)
    health = models.CharField(max_length=16, choices=Health, default=Health.UNKNOWN)
    health_since = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    fault = models.JSONField(null=True)
    retired = models.BooleanField(default=False)
    polled_at = models.DateTimeField(null=True)
    next_poll_at = models.DateTimeField(null=True)
    memo = models.JSONField(default=dict, help_text="What the connector remembers between polls, e.g. an ETag.")
    trial = models.BooleanField(default=False, help_text="Looked at before it is saved: nothing of it is taken.")
    trial_answer = models.JSONField(null=True, help_text="What it answered on trial, in plain values.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_poll_at"], name="sources_next_poll")]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def origin(self) -> Words | None:
        return Words(zh=self.origin_zh, en=self.origin_en) if self.origin_zh and self.origin_en else None

    @property
    def silent_after(self) -> timedelta:
        return timedelta(seconds=3 * self.expected_every_s)


class Sensor(models.Model):
    """One quantity at one place. `number` is dense and never given twice; the stream and the history use it."""

    number = models.PositiveIntegerField(unique=True)
    code = models.CharField(max_length=64, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sensors")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    quantity = models.CharField(max_length=32)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    partition = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partition"], name="sources_sensor_partition")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(partition__lt=16), name="sources_partition_exists")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def measured(self) -> Quantity:
        return QUANTITIES[self.quantity]

    @property
    def unit(self) -> str:
        return self.measured.unit

    @property
    def position(self) -> LonLat | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


class DeviceKey(models.Model):
    """A device that may speak for a source: over MQTT as a user of this name, over HTTP with the key in a header.

    Only a digest is kept. The key itself is made from the site's secret and `serial`, so that the MQTT server's file
    of users can be written again; a new serial withdraws the old key.
    """

    code = models.CharField(max_length=64, unique=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="devices")
    serial = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class Quarantine(models.Model):
    """Something that was not taken, with the reason. Kept for a person to look at, and bounded: the oldest give way."""

    at = models.DateTimeField()
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, related_name="quarantined")
    device = models.CharField(max_length=64, blank=True)
    sensor = models.CharField(max_length=64, blank=True)
    fault = models.JSONField()
    sample = models.CharField(max_length=240, help_text="The beginning of what came, made harmless.")
    count = models.PositiveIntegerField(default=1, help_text="How many like it came at once.")
    body = models.BinaryField(default=bytes, help_text="The first message of its kind as it came; never shown raw.")
    size = models.PositiveIntegerField(default=0)
    whole = models.BooleanField(default=False, help_text="All of it is kept, so that it can be offered again.")
    topic = models.CharField(max_length=240, blank=True)
    form = models.CharField(max_length=100, blank=True, help_text="The content type that its sender named.")
    door = models.CharField(max_length=32, blank=True, help_text="The connector by which it came.")
    replayed_at = models.DateTimeField(null=True)
    replayed_by = models.CharField(max_length=128, blank=True)
    taken = models.PositiveIntegerField(null=True, help_text="How many readings were taken when it was offered again.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "-id"], name="sources_quarantine_source")]

    def __str__(self) -> str:
        return f"{self.device} {self.sensor} {self.fault.get('code')}"

    @property
    def settled(self) -> bool:
        """Whether it was offered again and nothing of it was refused then: nothing is left to do."""
        return self.replayed_at is not None and not self.fault.get("refused", not self.taken)


class Bulletin(models.Model):
    """An official warning that we received: one CAP message, as its sender wrote it, and its place in its chain.

    `state` follows from the chain: an update supersedes and a cancellation ends what it refers to, in whatever order
    they come. `digest` is content, place and time: the same words under a new identifier are the same warning.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        SUPERSEDED = "superseded"
        CANCELLED = "cancelled"
        NOTICE = "notice"  # a cancellation, an acknowledgement, an error: it ends or says, and is not itself in force

    class AreaFrom(models.TextChoices):
        MESSAGE = "message"
        CODES = "codes"  # looked up in the site's table of area codes
        ESTIMATE = "estimate"  # ours: the sender gave a point or nothing
        NONE = "none"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="bulletins")
    identifier = models.CharField(max_length=255)
    sender = models.CharField(max_length=255)
    sent = models.DateTimeField()
    status = models.CharField(max_length=16)
    msg_type = models.CharField(max_length=16)
    exercise = models.BooleanField(default=False)
    signature = models.CharField(
        max_length=24, default="none", help_text="none, valid, invalid or unknown_certificate, judged when it came."
    )
    references = models.JSONField(default=list, help_text="[sender, identifier, sent] of each message it refers to.")
    state = models.CharField(max_length=16, choices=State)
    ended_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="ended")
    event_zh = models.CharField(max_length=255)
    event_en = models.CharField(max_length=255)
    headline_zh = models.TextField(blank=True)
    headline_en = models.TextField(blank=True)
    instruction_zh = models.TextField(blank=True)
    instruction_en = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(
        null=True, help_text="1 red to 4 blue; null when the message does not say."
    )
    severity = models.CharField(max_length=16, blank=True)
    area = models.JSONField(null=True, help_text="GeoJSON, WGS 84; null when the message has no shape.")
    area_words = models.TextField(blank=True)
    effective = models.DateTimeField()
    expires = models.DateTimeField()
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    repeats = models.PositiveIntegerField(
        default=0, help_text="How often the same words came again under another identifier."
    )
    document = models.BinaryField(help_text="The bytes as they came.")
    trusted = models.BooleanField(
        default=True, help_text="Whether it may move anything by itself: signed by a known sender, or allowed unsigned."
    )
    languages = models.JSONField(default=list, help_text="The language of each block, in the sender's order.")
    geocodes = models.JSONField(default=list, help_text="[system, code] of each area code that it names.")
    area_from = models.CharField(max_length=16, choices=AreaFrom, default=AreaFrom.MESSAGE)
    event_ends = models.DateTimeField(
        null=True, help_text="When the event ends, where that is not when the message does."
    )
    notes = models.JSONField(
        default=list, help_text="[code, zh, en]: what was repaired, is doubted, or is our own doing."
    )
    also_from = models.JSONField(default=list, help_text="Codes of other sources that brought the same message.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "identifier", "sent"], name="sources_bulletin_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "expires"], name="sources_bulletin_state"),
            models.Index(fields=["digest"], name="sources_bulletin_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.identifier}"


class BulletinReference(models.Model):
    """That one message refers to another, which may not have come yet: so a chain is found from either end."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="refers")
    sender = models.CharField(max_length=255)
    identifier = models.CharField(max_length=255)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["identifier", "sender"], name="sources_bulletin_refers")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} → {self.identifier}"


class BulletinAlias(models.Model):
    """Another identifier under which the same words were sent: what refers to that one means the same warning."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="aliases")
    identifier = models.CharField(max_length=255)
    sent = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["identifier"], name="sources_bulletin_alias")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} = {self.identifier}"


class AreaCode(models.Model):
    """The shape of an area that senders only name by a code: loaded by the site (`watchroom map areas`).

    system  CPEAS (Chinese divisions, 12 digits), SAME, UGC, EMMA, or another list's name in capitals
    source  where the shapes come from, shown with every warning that is drawn by them
    """

    system = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    geometry = models.JSONField()
    source = models.CharField(max_length=256)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "code"], name="sources_area_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Partition(models.Model):
    """Who judges a partition and how far: the one row that fences an owner who only believes that it still is.

    `position` is committed with the alarm changes up to it. The snapshot of the detectors' state has a position of
    its own, at most that; from it the state is restored by judging again what came since, with writing off.
    Number 16 is no partition of readings: its holder does what one process of a site does (feeds, devices, upkeep).
    """

    number = models.PositiveSmallIntegerField(primary_key=True)
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    epoch = models.PositiveBigIntegerField(default=0)
    stream = models.CharField(
        max_length=40, blank=True, help_text="Which stream the positions are of: a lost one starts anew."
    )
    position = models.PositiveBigIntegerField(default=0)
    ticked_until = models.DateTimeField(null=True)
    snapshot = models.BinaryField(null=True)
    snapshot_position = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.number} @ {self.position}"


class Keeping(models.Model):
    """How many days the history of one quantity is kept; a quantity without a row is kept as usual."""

    quantity = models.CharField(max_length=32, unique=True)
    readings_days = models.PositiveIntegerField()
    quarters_days = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(readings_days__gte=62, quarters_days__gte=models.F("readings_days")),
                name="sources_keeping_fits",
            )
        ]

    def __str__(self) -> str:
        return self.quantity
