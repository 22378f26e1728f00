"""Words and keys for reviewers: intents, sentiments, and what the bot may have asked."""

INTENTS: dict[str, tuple[str, str]] = {
    "greeting": ("1", "cumprimenta"),
    "farewell": ("2", "se despede"),
    "affirm": ("3", "diz sim"),
    "deny": ("4", "diz não"),
    "budget_inquiry": ("5", "quanto pode gastar"),
    "usage_inquiry": ("6", "para que usa"),
    "preference_inquiry": ("7", "o que prefere"),
    "location_inquiry": ("8", "onde fica, de onde é"),
    "business_info": ("9", "sobre a loja"),
    "unknown": ("0", "outra coisa, sem sentido"),
    "car_recommendation": ("r", "pede carros"),
    "car_details": ("d", "detalhes de um carro"),
    "compare_cars": ("c", "compara carros"),
    "schedule_test_drive": ("v", "visita, test drive"),
    "contact_dealer": ("l", "contato, fechar negócio"),
    "human_handoff": ("h", "quer uma pessoa"),
    "financing_inquiry": ("f", "financiamento"),
    "trade_in": ("t", "troca do usado"),
    "feedback_positive": ("g", "gostou, agradece"),
    "feedback_negative": ("b", "reclama, rejeita"),
    "more_options": ("m", "mais opções"),
    "restart": ("n", "começar de novo"),
    "data_privacy": ("p", "dados pessoais"),
    "opt_out": ("o", "parar mensagens"),
}
SENTIMENTS: dict[str, tuple[str, str]] = {
    "negative": ("-", "negativo"),
    "neutral": (".", "neutro"),
    "positive": ("+", "positivo"),
}
EXPECTED = {
    "budget": "quanto pretende gastar",
    "usage": "para que é o carro",
    "location": "de onde é",
    "priorities": "o que mais importa",
}
FIGURES = {
    "accuracy": "Primeira intenção certa",
    "macro_f1": "F1 médio por intenção",
    "exact_list": "Lista exata de intenções",
    "exact_list_multi": "Lista exata, várias intenções",
    "sentiment_accuracy": "Sentimento certo",
    "calibration_error": "Erro de calibração (menor é melhor)",
}


def intent(label: str) -> str:
    """An intent in words."""
    return INTENTS[label][1] if label in INTENTS else label
