"""The stand-in itself: one object, safe to call from many threads."""

import threading
from dataclasses import replace

from chatbot.simulator import control, graph
from chatbot.simulator.config import Config
from chatbot.simulator.content import MEDIA
from chatbot.simulator.errors import GraphError
from chatbot.simulator.inbound import change_of, content_of, media_file, media_member
from chatbot.simulator.posting import Event, Postman
from chatbot.simulator.state import Request, Response, State
from chatbot.simulator.users import Message, User, bsuid_of
from chatbot.simulator.wire import Json


class CloudApi:
    """Meta's Cloud API, played in memory: requests in through `handle`, webhooks out by own threads."""

    def __init__(self, config: Config | None = None) -> None:
        self._first = config or Config()
        self.lock = threading.RLock()
        self.state: State = State(replace(self._first))
        self.postman = Postman(lambda: self.state.config, seed=self._first.seed)

    def reset(self, *, seed: int | None = None) -> None:
        """Forget everybody and everything; switches go back to the start, connection data stay."""
        with self.lock:
            config = self.state.config.after_reset(self._first)
            if seed is not None:
                config.seed = seed
            self.postman.clear()
            self.postman.counts.clear()
            self.postman.log.clear()
            self.state = State(config)

    def close(self) -> None:
        """Stop posting webhooks."""
        self.postman.stop()

    def handle(
        self,
        *,
        method: str,
        path: str,
        query: str = "",
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        base_url: str = "",
    ) -> Response:
        """Answer one request. `headers` have lower-case names; `base_url` is where the caller reaches us."""
        if path.startswith("/_emu/"):
            return control.control(self, method=method, path=path, query=query, body=body)
        headers = headers or {}
        with self.lock:
            state = self.state
            try:
                if path.startswith("/_media/"):
                    response = graph.download(state, path=path, query=query, headers=headers)
                else:
                    response = graph.dispatch(
                        state,
                        self.postman,
                        method=method,
                        path=path,
                        query=query,
                        headers=headers,
                        body=body,
                        base_url=base_url,
                    )
            except GraphError as error:
                response = state.refusal(error)
            status = 0 if response.cut else response.status
            kept = body if len(body) <= 65_536 else body[:0]
            token = headers.get("authorization", "")
            state.requests.append(Request(state.now(), method, path, query, token, kept, status))
            return response

    def person(self, wish: Json) -> User:
        """Who `from`, `bsuid`, `user` and `name` of a wish mean; made if new."""
        phone, bsuid = str(wish.get("from") or ""), str(wish.get("bsuid") or "")
        name = str(wish.get("name") or "")
        known = self.state.users.find(str(wish.get("user") or ""))
        if known is not None:
            return known
        if not phone and not bsuid:
            if not name:
                raise ValueError("a message needs 'from', 'bsuid' or 'user'")
            bsuid = bsuid_of(name)
        return self.state.users.meet(phone=phone, bsuid=bsuid, name=name)

    def receive(self, wish: Json) -> tuple[Message, Event, Json]:
        """A person writes to us: the message, the event that reports it, and what was made for it."""
        with self.lock:
            state = self.state
            user = self.person(wish)
            kind, content = content_of(wish, user=user)
            made: Json = {}
            number = str(wish.get("phone_number_id") or state.config.numbers[0])
            if kind in MEDIA and not content[kind].get("id"):
                file = media_file(kind, wish, file_id=state.new_id(), number=number, now=state.now())
                state.shelf.add(file)
                made["media_id"] = file.id
                content[kind] = media_member(kind, file, content[kind])
            message = Message(
                seq=len(state.messages),
                wamid=str(wish.get("wamid") or state.new_wamid()),
                user=user,
                inbound=True,
                type=kind,
                body=content,
                at=float(wish.get("timestamp") or state.now()),
                number=number,
            )
            self._note(message)
            change = change_of(message, display=state.config.display_phone_number, content=content)
            wanted = state.config.subscribed_fields
            silent = not state.config.subscribed or ("*" not in wanted and "messages" not in wanted)
            event = Event(
                build=lambda: None if silent else change,
                signature=str(wish.get("signature") or ""),
                on_taken=lambda: self._delivered(message),
            )
            return message, event, made

    def _note(self, message: Message) -> None:
        user = message.user
        self.state.keep(message)
        if message.type not in ("reaction", "system"):
            user.last_inbound_at = max(user.last_inbound_at, message.at)
        if message.type == "reaction":
            target = self.state.by_wamid.get(str(message.body["reaction"].get("message_id")))
            if target is not None:
                target.reactions["user"] = str(message.body["reaction"].get("emoji") or "")
                self.state.changes.append(target)
        self.state.counts["inbound"] += 1

    def _delivered(self, message: Message) -> None:
        with self.lock:
            if message.status != "read":
                self.state.mark(message, "delivered")

    def updates(self, *, since: int, epoch: str) -> Json:
        """What a page has to redraw since its cursor; another epoch means: begin anew."""
        with self.lock:
            state = self.state
            fresh = epoch == state.epoch and 0 <= since <= len(state.changes)
            changed = {id(m): m for m in state.changes[since if fresh else 0 :]}
            now = state.now()
            return {
                "epoch": state.epoch,
                "cursor": len(state.changes),
                "fresh": not fresh,
                "messages": [message.to_record() for message in changed.values()],
                "users": [user.to_record(now) for user in state.users],
            }
