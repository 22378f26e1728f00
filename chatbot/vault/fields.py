"""Model fields that are sealed on the way into the database and opened when first read."""

import json
from typing import Any

from django.db import models

from chatbot.vault import services as vault


class _Ciphertext(bytes):
    """What came from the database and was not read yet."""


class _SealedAttribute:
    """Opens the stored bytes on first access, so that rows read for their state alone cost no decryption."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        stored = instance.__dict__[name]
        if isinstance(stored, _Ciphertext):
            stored = self.field.from_plain(vault.unseal(bytes(stored), place=self.field.place(instance)))
            instance.__dict__[name] = stored
        return stored

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Base of the sealed fields; the model names its row by a UUID in `uuid`, or in its primary key.

    A value moved to another row, column or table does not open. `QuerySet.update` cannot know the row and is refused.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def place(self, instance: models.Model) -> str:
        row = getattr(instance, "uuid", None) or instance.pk
        return f"{instance._meta.db_table}|{self.column}|{row}"

    def to_plain(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_plain(self, value: bytes) -> Any:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Ciphertext):
            return value
        return _Ciphertext(vault.seal(self.to_plain(value), place=self.place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, _Ciphertext):
            raise TypeError(f"{self.name} is sealed by row: set it on the instance and save")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else _Ciphertext(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        return ""


class SealedBytesField(SealedField):
    """Bytes, sealed."""

    def to_plain(self, value: bytes) -> bytes:
        return bytes(value)

    def from_plain(self, value: bytes) -> bytes:
        return value


class SealedTextField(SealedField):
    """Text, sealed; lone surrogates survive."""

    def to_plain(self, value: str) -> bytes:
        return value.encode("utf-8", "surrogatepass")

    def from_plain(self, value: bytes) -> str:
        return value.decode("utf-8", "surrogatepass")


class SealedJSONField(SealedField):
    """Plain JSON values, sealed."""

    def to_plain(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def from_plain(self, value: bytes) -> Any:
        return json.loads(value)
