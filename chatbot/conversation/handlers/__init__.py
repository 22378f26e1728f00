"""One module a topic: each handler takes the situation and the memory so far, and answers a decision. Pure."""
