"""Entries of a stream that all write to are known to the conversation they belong to.

Forgetting takes the state of a conversation away first and looks for entries then
(bot/stores/personal.py): either it finds an entry, or the state is gone here.
"""

from __future__ import annotations

BELONG = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return 1
"""
"""Keys: the state and the list of one conversation; the id of the entry, and for how many seconds.
0 where the conversation is gone."""
