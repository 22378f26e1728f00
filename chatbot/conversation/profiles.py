"""The customer's profile: filled from what was understood, said back in words, handed to the catalogue as a wish."""

from typing import TYPE_CHECKING, Any

from chatbot.catalog.services import Wish
from chatbot.conversation.cards import money, thousands
from chatbot.conversation.memory import Memory, Profile
from chatbot.conversation.replies import word

if TYPE_CHECKING:
    from nlp.services import Entities, Range

_PRIORITIES_KEPT = 4
# Talk of a given car, or of the customer's own: brand, model and year are then no wishes.
_ABOUT_A_CAR = frozenset(
    ("trade_in", "compare_cars", "car_details", "feedback_negative", "feedback_positive")
)


def absorb(memory: Memory, entities: "Entities", *, intents: tuple[str, ...]) -> Memory:
    """The memory with everything that the message says about the wish; what it does not say stays."""
    profile = memory.profile
    found: dict[str, Any] = _money(entities.budget) | _place(entities)
    for name in ("usage", "urgency", "family_size", "down_payment", "monthly_payment", "transmission"):
        if (value := getattr(entities, name)) is not None:
            found[name] = value
    if entities.priorities:
        joined = dict.fromkeys((*entities.priorities, *profile.priorities))
        found["priorities"] = tuple(joined)[:_PRIORITIES_KEPT]
    if not _ABOUT_A_CAR.intersection(intents):
        found |= _car_wishes(entities)
    found |= _ruled_out(profile, entities)
    return memory.changed(profile=profile.changed(**found)) if found else memory


def _money(budget: "Range | None") -> dict[str, Any]:
    if budget is None or (budget.min is None and budget.max is None):
        return {}
    return {"budget_min": budget.min, "budget_max": budget.max}


def _place(entities: "Entities") -> dict[str, Any]:
    if not (entities.city or entities.state):
        return {}
    return {"city": entities.city, "state": entities.state}


def _car_wishes(entities: "Entities") -> dict[str, Any]:
    found: dict[str, Any] = {}
    if entities.model:
        found |= {"models": tuple(entities.model), "brands": tuple(entities.brand)}
    elif entities.brand:
        found |= {"brands": tuple(entities.brand), "models": ()}
    if entities.category:
        found["categories"] = tuple(entities.category)
    if entities.fuel:
        found["fuel"] = entities.fuel
    if entities.km_max is not None:
        found["km_max"] = entities.km_max
    if entities.year is not None:
        found |= {"year_min": entities.year.min, "year_max": entities.year.max}
    return found


def _ruled_out(profile: Profile, entities: "Entities") -> dict[str, Any]:
    found: dict[str, Any] = {}
    out = entities.excluded
    if brands := tuple(out.get("brand", ())):
        found["rejected_brands"] = tuple(dict.fromkeys((*profile.rejected_brands, *brands)))
        found["brands"] = tuple(brand for brand in (entities.brand or profile.brands) if brand not in brands)
    if models := tuple(out.get("model", ())):
        found["models"] = tuple(model for model in (entities.model or profile.models) if model not in models)
    if categories := tuple(out.get("category", ())):
        wanted = entities.category or profile.categories
        found["categories"] = tuple(category for category in wanted if category not in categories)
    for name in ("fuel", "transmission"):
        if getattr(profile, name) in out.get(name, ()):
            found[name] = None
    if "Manual" in out.get("transmission", ()):
        found["transmission"] = "Automático"
    return found


def relaxed(profile: Profile) -> Profile:
    """The wish without what narrows it most: body, brand, model, gearbox, fuel, year and mileage."""
    return profile.changed(
        brands=(),
        models=(),
        categories=(),
        fuel=None,
        transmission=None,
        year_min=None,
        year_max=None,
        km_max=None,
    )


def wish(profile: Profile) -> Wish:
    """The profile in the catalogue's terms. 'Até N' is a ceiling; a bare sum is taken as one too."""
    bare_sum = profile.budget_min == profile.budget_max
    return Wish(
        budget_min=None if bare_sum else profile.budget_min,
        budget_max=profile.budget_max,
        usage=profile.usage,
        city=profile.city,
        state=profile.state,
        priorities=profile.priorities,
        brands=profile.brands,
        rejected_brands=profile.rejected_brands,
        models=profile.models,
        categories=profile.categories,
        fuel=profile.fuel,
        transmission=profile.transmission,
        year_min=profile.year_min,
        year_max=profile.year_max,
        km_max=profile.km_max,
        family_size=profile.family_size,
        adjustments={},
    )


def news(before: Profile, after: Profile) -> Profile:
    """Only what changed, as a profile of its own, to be said back."""
    changes = {
        name: getattr(after, name)
        for name in Profile.model_fields
        if getattr(after, name) != getattr(before, name)
    }
    if "budget_min" in changes or "budget_max" in changes:
        changes |= {"budget_min": after.budget_min, "budget_max": after.budget_max}
    if "city" in changes or "state" in changes:
        changes |= {"city": after.city, "state": after.state}
    if "priorities" in changes:
        new = tuple(one for one in after.priorities if one not in before.priorities)
        changes["priorities"] = new or after.priorities
    return Profile().changed(**changes)


def summary(profile: Profile) -> str:
    """The wish in words, 'até R$ 90.000, para a família, São Paulo/SP'; empty when nothing is known."""
    parts = [_budget_words(profile), *_car_words(profile)]
    if profile.usage:
        parts.append(word("usage", profile.usage))
    if profile.family_size:
        parts.append(word("fact", "family_size").format(people=profile.family_size))
    parts.append(place_words(profile))
    parts.append(listing([word("priority", one) for one in profile.priorities]))
    return ", ".join(part for part in parts if part)


def place_words(profile: Profile) -> str:
    """'Campinas/SP', 'Campinas', 'SP' or nothing."""
    return "/".join(part for part in (profile.city, profile.state) if part)


def listing(items: list[str]) -> str:
    """'a, b e c'."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + word("fact", "and") + items[-1]


def _budget_words(profile: Profile) -> str:
    low, high = profile.budget_min, profile.budget_max
    if low is None and high is None:
        return ""
    if low == high:
        kind = "same"
    elif low and high:
        kind = "both"
    else:
        kind = "max" if high else "min"
    return word("budget", kind).format(min=money(low or 0), max=money(high or 0))


def _car_words(profile: Profile) -> list[str]:
    parts = [listing([*profile.categories]), listing(list(profile.models or profile.brands))]
    if profile.rejected_brands:
        parts.append(word("fact", "not").format(what=listing(list(profile.rejected_brands))))
    parts += [value.lower() for value in (profile.transmission, profile.fuel) if value]
    if profile.year_min:
        parts.append(word("fact", "year_min").format(year=profile.year_min))
    elif profile.year_max:
        parts.append(word("fact", "year_max").format(year=profile.year_max))
    if profile.km_max:
        parts.append(word("fact", "km_max").format(km=thousands(profile.km_max)))
    return parts
