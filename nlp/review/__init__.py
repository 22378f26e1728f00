"""Learning from use (R4.9): what was read with doubt is kept, labelled by people, and learned from.

The one Django corner of the language room. Its door is `services`: the conversation notes a doubtful reading in the
turn's own transaction; compliance erases and exports. Decided: one row a text, whoever wrote it again (a count), under
the first writer's name, so that erasure takes it away; rows of people without consent are deleted, not hidden; training
runs in a process of its own and never sees a word that hardly anybody else writes (`nlp.anonymous`). Refused: joining
clusters by an outside model, and learning from what nobody looked at.
"""
