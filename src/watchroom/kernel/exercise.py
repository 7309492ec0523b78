"""How an exercise's texts begin: nobody may take one for the real thing, wherever he meets it."""

from watchroom.kernel.words import Words

EXERCISE_MARK = Words(zh="【演练】", en="EXERCISE: ")


def mark(text: str, exercise: bool, lang: str) -> str:
    """The text as it leaves: an exercise's begins with its mark, once."""
    sign = EXERCISE_MARK.zh if lang == "zh" else EXERCISE_MARK.en
    if not exercise or not text or text.startswith(sign.strip()):
        return text
    return sign + text


def marked(words: Words, exercise: bool = True) -> Words:
    return Words(zh=mark(words.zh, exercise, "zh"), en=mark(words.en, exercise, "en"))
