"""What can go wrong when somebody acts; each carries the Chinese sentence for the person."""

from __future__ import annotations


class DomainError(Exception):
    """A step was refused; ``str(error)`` says why and what to do."""


class NotVisible(DomainError):
    """The thing does not exist for this person (404)."""

    def __init__(self, message: str = "没有找到您要办理的事项。") -> None:
        super().__init__(message)


class NotPermitted(DomainError):
    """The person may see the thing but not do this (403)."""

    def __init__(self, message: str = "您的岗位不能办理这一步。") -> None:
        super().__init__(message)


class Stale(DomainError):
    """Somebody else was first (409)."""


class Busy(DomainError):
    """Somebody else holds the case right now (409)."""

    def __init__(self, message: str = "有人正在办理同一事项，请稍后重试。") -> None:
        super().__init__(message)


class ConditionNotMet(DomainError):
    """Something is still missing; the form keeps what was typed."""


class InvalidInput(DomainError):
    """One field is wrong; ``field`` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
