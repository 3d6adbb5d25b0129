"""Four plain tables with as many rows as the portal's, indexed for exactly the four requests."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models


class Enterprise(models.Model):
    name = models.CharField(max_length=100)
    uscc = models.CharField(max_length=18, unique=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    number = models.CharField(max_length=80, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)
    due_on = models.DateField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("due_on", "id"), name="floor_case_due"),)

    def __str__(self) -> str:
        return self.number


class Event(models.Model):
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=60)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.action


class Certificate(models.Model):
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    number = models.CharField(max_length=80, unique=True)
    verify_code = models.CharField(max_length=43, unique=True)
    is_valid = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    def __str__(self) -> str:
        return self.number
