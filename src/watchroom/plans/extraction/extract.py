"""From a document to what was found in it."""

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction import vocabulary as words
from watchroom.plans.extraction.found import Found, Metadata, Place
from watchroom.plans.extraction.measures import Measures
from watchroom.plans.extraction.organisation import Organisation
from watchroom.plans.extraction.outline import outline
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.reporting import Reporting
from watchroom.plans.extraction.units import Names


def read(document: Document, vocabulary: words.Vocabulary | None = None) -> Reading:
    """The document with its outline, ready for the finders."""
    vocabulary = vocabulary or words.shipped()
    return Reading(document, outline(document, vocabulary), vocabulary)


def extract(document: Document, vocabulary: words.Vocabulary | None = None) -> Found:
    """Everything that the rules find in a document. Any text may be given; what is not there is not found."""
    reading = read(document, vocabulary)
    organisation = Organisation(reading)
    units = organisation.find()
    names = Names(reading.vocabulary, organisation.known())
    return Found(
        document=document.digest,
        vocabulary=reading.vocabulary.version,
        language=reading.language,
        units=units,
        actions=Measures(reading, names, levels=CODES[:4], enterprise=False).find(),
        reports=Reporting(reading, names).find(),
        metadata=Metadata(id="plan", places=[Place(start=0, end=min(1, len(document.text)))], rule="none"),
        chapters=reading.outline.chapters(len(document.text)),
    )
