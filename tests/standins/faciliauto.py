"""A small FacilIAuto: its paths, its hard filters and its faults over real HTTP, with an invented stock.

Alone: `python -m tests.standins.faciliauto --port 8100`.
"""

import argparse
import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

IDLE_SECONDS = 5.0
BOTH_STYLES = ("recommend", "feedback", "health", "dealerships", "stats")
_SHOPS = {
    "loja-a": ("Loja Aurora", "São Paulo", "SP"),
    "loja-b": ("Loja Boreal", "Campinas", "SP"),
    "loja-c": ("Loja Cerrado", "Goiânia", "GO"),
}
FLEX, AUTO, MANUAL = "Flex", "Automático", "Manual"
_CARS = [
    # id, brand, name, model, year, price, km, fuel, gearbox, category, shop
    ("fa-01", "FIAT", "Fiat Argo Drive 1.0", "Fiat Argo Drive", 2020, 62990.0, 51000, FLEX, MANUAL, "Hatch", "loja-a"),
    ("fa-02", "FIAT", "Fiat Cronos Drive 1.3", "Cronos", 2021, 74900.0, 43000, FLEX, AUTO, "Sedan", "loja-a"),
    ("fa-03", "CITROEN", "Citroën C4 Cactus Feel", "C4 Cactus", 2020, 79900.0, 60000, FLEX, AUTO, "SUV", "loja-a"),
    ("fa-04", "HONDA", "Honda HR-V EX", "HR-V", 2018, 89900.0, 81000, FLEX, "Automático CVT", "SUV", "loja-a"),
    ("fa-05", "HONDA", "Honda Fit EX", "Fit", 2016, 66500.5, 95000, FLEX, AUTO, "Hatch", "loja-b"),
    ("fa-06", "TOYOTA", "Toyota Corolla XEi", "Toyota Corolla", 2017, 88900.0, 99000, FLEX, AUTO, "Sedan", "loja-a"),
    ("fa-07", "TOYOTA", "Toyota Hilux SRV", "Hilux", 2019, 189900.0, 88000, "Diesel", AUTO, "Pickup", "loja-c"),
    ("fa-08", "LAND", "Land Rover Evoque", "Rover Range", 2016, 99900.0, 102000, "Diesel", AUTO, "SUV", "loja-a"),
    ("fa-09", "CHEVROLET", "Chevrolet Onix LT", "Onix", 2022, 71900.0, 33000, FLEX, MANUAL, "Hatch", "loja-a"),
    ("fa-10", "CHEVROLET", "Chevrolet Spin LTZ", "Spin", 2019, 76900.0, 70000, FLEX, AUTO, "Van", "loja-a"),
    ("fa-11", "VOLKSWAGEN", "Volkswagen Polo MSI", "Polo", 2019, 64900.0, 0, FLEX, MANUAL, "Hatch", "loja-a"),
    ("fa-12", "VOLKSWAGEN", "Volkswagen T-Cross", "T-Cross", 2021, 104900.0, 41000, FLEX, AUTO, "SUV", "loja-b"),
]  # fmt: skip
_USES = ("familia", "trabalho", "lazer", "comercial", "primeiro_carro", "transporte_passageiros")


def stock() -> dict[str, dict[str, Any]]:
    """A fresh copy of the invented stock, 41 keys each."""
    return {row[0]: _car(row) for row in _CARS}


def _car(row: tuple[Any, ...]) -> dict[str, Any]:
    car_id, brand, name, model, year, price, km, fuel, gearbox, category, shop = row
    shop_name, city, state = _SHOPS[shop]
    return {
        "id": car_id, "dealership_id": shop, "nome": name, "marca": brand, "modelo": model, "versao": None,
        "ano": year, "preco": price, "quilometragem": km, "combustivel": fuel, "cambio": gearbox,
        "cor": "Não informado", "portas": 4, "categoria": category, "consumo_cidade": None,
        "consumo_estrada": None, "consumo": None, "itens_seguranca": [], "itens_conforto": [],
        "score_familia": 0.6, "score_economia": 0.7, "score_performance": 0.5, "score_conforto": 0.5,
        "score_seguranca": 0.5, "indice_revenda": 0.6, "taxa_depreciacao_anual": 0.1,
        "custo_manutencao_anual": None, "indice_confiabilidade": 0.7,
        "imagens": [f"https://fotos.invalid/{car_id}.jpg"], "url_original": "https://x.invalid/\ufffd",
        "disponivel": True, "destaque": False, "data_scraping": None, "data_atualizacao": None,
        "dealership_name": shop_name, "dealership_city": city, "dealership_state": state,
        "dealership_phone": "11999999999", "dealership_whatsapp": "11999999999",
        "dealership_latitude": None, "dealership_longitude": None,
    }  # fmt: skip


class FacilIAuto:
    """The server and its switches: `fault` is "", "down", "500", "text500" or "slow"; `faults_left` limits it."""

    def __init__(self, *, port: int = 0, idle_seconds: float = IDLE_SECONDS) -> None:
        self.cars = stock()
        self.fault, self.faults_left, self.slow_seconds = "", -1, 1.0
        self.calls: Counter[str] = Counter()
        self.bodies: list[tuple[str, dict[str, Any]]] = []
        self.histories: dict[str, list[dict[str, Any]]] = {}
        self.connections = 0
        self._lock = threading.Lock()
        self.released = threading.Event()
        handler = type("Handler", (_Handler,), {"timeout": idle_seconds, "standin": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End, and let slow answers go."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def take_fault(self) -> str:
        """The fault of the next call."""
        with self._lock:
            if not self.fault or self.faults_left == 0:
                return ""
            self.faults_left -= 1 if self.faults_left > 0 else 0
            return self.fault

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        """What the backend would answer."""
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts[0] == "api":
            parts = parts[1:]
            if not parts or parts[0] not in BOTH_STYLES:
                return 404, {"detail": "Not Found"}
        route = getattr(self, f"_{method.lower()}_{parts[0].replace('-', '_')}", None)
        return route(parts[1:], query, body) if route else (404, {"detail": "Not Found"})

    def _get_health(self, *_: Any) -> tuple[int, Any]:
        return 200, {"status": "healthy", "dealerships": len(_SHOPS), "cars": len(self.cars)}

    def _get_brands(self, *_: Any) -> tuple[int, Any]:
        return 200, sorted({car["marca"] for car in self.cars.values()})

    def _get_categories(self, *_: Any) -> tuple[int, Any]:
        return 200, sorted({car["categoria"] for car in self.cars.values()})

    def _get_cars(self, rest: list[str], query: dict[str, list[str]], _: Any) -> tuple[int, Any]:
        if rest:
            car = self.cars.get(rest[0])
            return (200, car) if car else (404, {"detail": "Carro não encontrado"})
        limit = int(query.get("limit", ["50"])[0])
        if limit > 200:
            return 422, {"detail": [{"type": "less_than_equal", "loc": ["query", "limit"]}]}
        brand = query.get("marca", [""])[0].lower()
        found = [c for c in self.cars.values() if c["disponivel"] and brand in ("", c["marca"].lower())]
        return 200, found[:limit]

    def _post_recommend(self, _: list[str], __: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        return self._recommended(body, 5)

    def _post_feedback(self, _: list[str], __: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if any(not isinstance(body.get(key), str) for key in ("user_id", "car_id", "action")):
            return 422, {"detail": [{"loc": ["body"], "msg": "Field required", "input": body}]}
        self.histories.setdefault(body["user_id"], []).append(body)
        return 200, {"status": "success", "user_id": body["user_id"]}

    def _post_refine_recommendations(
        self, _: list[str], __: dict[str, list[str]], body: Any
    ) -> tuple[int, Any]:
        if not body.get("feedbacks"):
            return 400, {"detail": "Nenhum feedback"}
        return self._recommended(body["current_profile"], 10)

    def _recommended(self, body: Any, limit: int) -> tuple[int, Any]:
        if any(key not in body for key in ("orcamento_min", "orcamento_max", "uso_principal")):
            return 422, {"detail": [{"loc": ["body"], "msg": "Field required", "input": body}]}
        if body["orcamento_max"] < body["orcamento_min"]:
            return 400, {"detail": "Orçamento máximo menor que o mínimo"}
        found = sorted(
            (car for car in self.cars.values() if _passes(car, body)),
            key=lambda c: (-_score(c, body), c["id"]),
        )
        items = [
            {"car": car, "match_score": _score(car, body), "match_percentage": int(_score(car, body) * 100),
             "justification": f"Combina com {body['uso_principal']}."}
            for car in found[:limit]
        ]  # fmt: skip
        answer = {"total_recommendations": len(items), "profile_summary": {}, "recommendations": items}
        return 200, answer if items else answer | {"message": "Nada", "suggestion": "Aumente o orçamento"}


def _passes(car: dict[str, Any], body: dict[str, Any]) -> bool:
    city, state = body.get("city") or "", body.get("state") or ""
    return (
        car["disponivel"]
        and body["orcamento_min"] <= car["preco"] <= body["orcamento_max"]
        and (not city or city.lower() == car["dealership_city"].lower())
        and (not state or state.lower() == car["dealership_state"].lower())
        and (not body.get("marcas_preferidas") or car["marca"] in body["marcas_preferidas"])
        and car["marca"] not in (body.get("marcas_rejeitadas") or [])
        and (not body.get("tipos_preferidos") or car["categoria"] in body["tipos_preferidos"])
        and body.get("combustivel_preferido") in (None, car["combustivel"])
        and body.get("cambio_preferido") in (None, car["cambio"])
        and (body.get("ano_minimo") or 0) <= car["ano"] <= (body.get("ano_maximo") or 9999)
        and (not body.get("km_maxima") or car["quilometragem"] <= body["km_maxima"])
        and not body.get("must_haves")
    )


def _score(car: dict[str, Any], body: dict[str, Any]) -> float:
    use = 0.1 if body["uso_principal"] in _USES else 0.0
    economy = (body.get("prioridades") or {}).get("economia", 3) * 0.01
    return 0.45 + use + economy + (car["ano"] - 2015) * 0.012


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    standin: FacilIAuto
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.standin.connections += 1
        super().setup()

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.standin.calls[f"{self.command} {parts.path}"] += 1
        fault = self.standin.take_fault()
        if fault == "down":
            self.close_connection = True
            return
        if fault == "slow":
            self.standin.released.wait(self.standin.slow_seconds)
        if fault in ("500", "text500"):
            self._send(500, "Internal Server Error" if fault == "text500" else {"detail": "Erro"})
            return
        body = json.loads(raw) if raw else None
        if body is not None:
            self.standin.bodies.append((parts.path, body))
        self._send(*self.standin.answer(self.command, parts.path, parse_qs(parts.query), body))

    def _send(self, status: int, content: Any) -> None:
        text = isinstance(content, str)
        data = content.encode() if text else json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if text else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True


def main() -> None:
    """Serve on a port until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    server = FacilIAuto(port=parser.parse_args().port)
    started = time.strftime("%H:%M:%S")
    print(f"{started} FacilIAuto stand-in on {server.address}", flush=True)  # noqa: T201
    server.serve()


if __name__ == "__main__":
    main()
