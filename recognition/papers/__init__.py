"""The papers with which a certificate goes round; each kind registers itself when its module is loaded."""

from recognition.papers import answers, pushing

__all__ = ["answers", "pushing"]
