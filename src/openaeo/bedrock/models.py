"""The plumbing's own tables: the journal, stored files, and how far each reader has read."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One act, as it was done. Entries are numbered without gaps, chained by hash, and never changed."""

    cursor = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=40)
    body = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["cursor"]
        indexes = [
            models.Index(fields=["topic", "cursor"], name="journal_topic_cursor"),
            models.Index(fields=["topic", "subject", "cursor"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.cursor} {self.act} {self.topic}:{self.subject}"


class StoredFile(models.Model):
    """Bytes kept once under their own SHA-256 digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class ReaderPosition(models.Model):
    """How far a journal reader has read."""

    reader = models.CharField(max_length=60, primary_key=True)
    cursor = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reader} at {self.cursor}"
