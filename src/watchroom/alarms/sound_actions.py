"""The only writers of who hears alarms: a person's own loudspeaker, silent for a while. No alarm is changed by it."""

from datetime import timedelta

from watchroom.alarms.entries import Silenced, SoundTested
from watchroom.alarms.faults import SilenceTooLong
from watchroom.alarms.models import Silence
from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

LONGEST_MIN = 30


def silence(viewer: Viewer, minutes: int) -> None:
    """Silences this person's own alarm sounds; 0 lets them be heard again. Others still hear, and nothing is acknowledged.

    Raises NotAllowed, SilenceTooLong.
    """
    viewer.must(Act.SILENCE_ALARMS)
    if not 0 <= minutes <= LONGEST_MIN:
        raise SilenceTooLong(most=LONGEST_MIN)
    person = viewer.person or 0
    with book(actor=viewer.actor) as b:
        until = b.now + timedelta(minutes=minutes)
        if minutes:
            Silence.objects.update_or_create(person_id=person, defaults={"until": until})
        else:
            Silence.objects.filter(person_id=person).delete()
        b.record(Silenced(person, minutes, iso(until) if minutes else None), subject=f"silence:{person}")


def sound_tested(viewer: Viewer) -> None:
    """Notes that this person has listened to the sounds, as each watch begins with. Raises NotAllowed."""
    viewer.must(Act.SILENCE_ALARMS)
    with book(actor=viewer.actor) as b:
        b.record(SoundTested(viewer.person or 0), subject=f"silence:{viewer.person or 0}")
