from typing import Any

from django.apps import AppConfig


def allow_typed_admin() -> None:
    """Let `admin.ModelAdmin[Model]`, which the type checker wants, mean `admin.ModelAdmin` when run."""
    from django.contrib.admin.options import BaseModelAdmin

    def same_class(cls: type[Any], _: Any) -> type[Any]:
        return cls

    if not hasattr(BaseModelAdmin, "__class_getitem__"):
        vars_of_class: Any = BaseModelAdmin
        vars_of_class.__class_getitem__ = classmethod(same_class)


class OperationConfig(AppConfig):
    name = "chatbot.operation"
    verbose_name = "Operação"

    def ready(self) -> None:
        """Listed first: done before the admin pages of any room are imported."""
        from chatbot.operation import broker, checks  # noqa: F401 - registers the system checks

        allow_typed_admin()
        broker.set_broker()
