"""Whether the machine has fonts for what is written in plans: letters of the languages that children speak, and signs."""

import shutil
import subprocess

WRITTEN = {
    "English and Welsh": "Aŵŷ£é",
    "Polish, Romanian, Turkish, Lithuanian": "łęșțğıė",
    "Vietnamese": "ạếữợđ",
    "Greek": "Ωάλ",
    "Ukrainian, Russian": "Яїєґ",
    "Arabic": "ءبي",
    "Persian, Dari, Kurdish Sorani": "پگکۆێ",
    "Pashto, Urdu": "ښړٹے",
    "Hebrew": "אשת",
    "Tigrinya, Amharic": "ሀሰላም",
    "Bengali, Sylheti": "কখগ",
    "Punjabi": "ਪੰਜਾਬੀ",
    "Gujarati": "કખગ",
    "Hindi, Nepali": "हिन्दी",
    "Tamil": "தமிழ்",
    "Sinhala": "සිංහල",
    "Thai": "ไทย",
    "Chinese": "中文漢",
    "Japanese": "ひカ",
    "Korean": "한국",
    "check boxes": "☐☑☒✓✗",
    "faces and other pictures": "😀👍❤",
}


def missing_letters() -> dict[str, str]:
    """By language, the letters that no font of this machine draws. Raises FileNotFoundError without fontconfig."""
    has = {}
    for letter in {letter for letters in WRITTEN.values() for letter in letters}:
        has[letter] = _is_drawn(letter)
    lacking = {name: "".join(each for each in letters if not has[each]) for name, letters in WRITTEN.items()}
    return {name: letters for name, letters in lacking.items() if letters}


def _is_drawn(letter: str) -> bool:
    command = shutil.which("fc-list")
    if command is None:
        raise FileNotFoundError("fc-list")
    asked = [command, f":charset={ord(letter):x}", "family"]
    listed = subprocess.run(asked, capture_output=True, check=True, timeout=30)  # noqa: S603 - our own command
    return bool(listed.stdout.strip())
