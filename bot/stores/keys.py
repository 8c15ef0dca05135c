"""Every Redis key Banshi uses, in one place.

A ``{…}`` hash tag keeps all keys of one conversation on one node of a Redis Cluster. No
command or script touches keys of two hash slots: tests run on a node in cluster mode, which
refuses that, and on a cluster of several.

    banshi:conv:{ID}:state      hash    tracker (snapshot), seq, desk (who answers), held  expires
    banshi:conv:{ID}:damaged    string  a snapshot nobody could read, for diagnosis   7 days
    banshi:conv:{ID}:log        stream  what was said; entry ids are SEQ-0            expires
    banshi:conv:{ID}:lock       string  token of the turn under way                   expires
    banshi:conv:{ID}:rate       counter messages of the minute that began with the first  1 min
    banshi:conv:{ID}:seen:MID   string  reply given to this message id                expires
    banshi:conv:{ID}:wechat     hash    sealed openid and 客服 quota of a WeChat person   48 h
    banshi:conv:{ID}:rest       list    parts of a long reply still to fetch            10 min
    banshi:conv:{ID}:late       string  message whose reply has to be fetched           10 min
    banshi:conv:{ID}:try:MID    string  deliveries of one WeChat message                10 min
    banshi:conv:{ID}:pushed:…   string  part of a reply: being sent, or sent            10 min
    banshi:conv:{ID}:decided:…  JSON    what a WeChat delivery was answered with        10 min
    banshi:conv:{ID}:order      zset    WeChat messages that wait, in order of arrival  10 min
    banshi:conv:{ID}:alive      hash    until when each of them is kept alive (ms)      10 min
    banshi:conv:{ID}:told       string  seq of the last staff line sent by WeChat       expires
    banshi:conv:{ID}:told-parts string  the next of them, if long: seq, messages sent expires
    banshi:conv:{ID}:telling    string  which process sends staff lines                 30 s
    banshi:wechat:pushes        stream  replies to push, claimed by any process (group) trimmed
    banshi:wechat:staffed       set     WeChat conversations that staff write to
    banshi:wechat:token         string  access token of the WeChat account              2 h
    banshi:wechat:token:lock    string  who fetches a new token                         40 s
    banshi:conv:{ID}:code       string  its continuation code                         expires
    banshi:conv:{ID}:receipts   list    codes of its receipts                         expires
    banshi:code:CODE            string  conversation a continuation code stands for   expires
    {banshi:code:CODE}:redeemed string  who has just used it up                       1 min
    banshi:receipt:CODE         JSON    what an answer rested on                      expires
    banshi:rate:KIND:WHO:MINUTE counter requests of one (hashed) address              2 min
    banshi:rate:KIND:WHO:HOUR   counter feedback of one (hashed) address, conversation  2 h
    banshi:feedback             stream  what people say about answers                 trimmed
    banshi:conv:{ID}:notes      list    internal notes of staff                       expires
    banshi:conv:{ID}:steps      list    what staff did last, to tell a repetition       1 min
    banshi:conv:{ID}:events     list    ids of its events, so that they can be deleted expires
    banshi:conv:{ID}:feedback   list    ids of what was said about its answers, likewise expires
    banshi:conv:{ID}:tickets    set     numbers of its tickets, likewise               expires
    banshi:desk                 zset    conversations that wait or are with a person (index)
    banshi:desk:present         zset    staff name → when last heard of
    banshi:staff:account:NAME   JSON    one account (argon2 hash, role)
    banshi:staff                set     names of all accounts
    banshi:staff:session:ID     JSON    who is signed in; the id is kept hashed        8 h
    banshi:staff:handles        string  key of what staff call conversations by
    banshi:staff:signing:STATE  JSON    a sign-in at the OIDC provider under way             10 min
    banshi:staff:from:HASH      string  a name signed in from this address            30 days
    banshi:guesses:KIND:WHO     counter wrong passwords, wrong codes (of whom: hashed)  1 h
    banshi:audit                stream  who read or changed what                      trimmed
    banshi:audit:refused        stream  sign-ins that were refused                    trimmed
    banshi:ticket:NO            JSON    one ticket                                    expires
    banshi:tickets              zset    ticket numbers by when they were opened       trimmed
    banshi:tickets:once:WHAT    string  number a complaint got that may come twice    10 min
    banshi:tickets:merging      string  token of the merge under way                  1 min
    banshi:proposals            hash    id → JSON: words and services the catalogue lacks
    banshi:events               stream  outcome of every turn                         trimmed
    banshi:news:ID              channel something new was said in this conversation
    banshi:{catalog}:current    string  version in force; absent: the shipped folder
    banshi:{catalog}:data:NAME  string  one version, gzipped JSON, never written twice
    banshi:{catalog}:about      hash    version name → JSON: when, by whom, what
    banshi:{catalog}:history    stream  publish and rollback, with reasons
    banshi:{catalog}:scheduled  hash    version → JSON: when it is to be in force, by whom
    banshi:{catalog}:scheduling string  which process publishes what is due            10 min
    banshi:{catalog}:taught     hash    id → JSON: words accepted since, by service
    banshi:{catalog}:lessons    counter goes up whenever those words change
    banshi:{catalog}:news       channel version that came into force, or that words changed
"""

from __future__ import annotations

PREFIX = "banshi"

FEEDBACK = f"{PREFIX}:feedback"
DESK = f"{PREFIX}:desk"
PRESENCE = f"{PREFIX}:desk:present"
AUDIT = f"{PREFIX}:audit"
REFUSED = f"{AUDIT}:refused"
STAFF = f"{PREFIX}:staff"
HANDLES = f"{STAFF}:handles"
TICKETS = f"{PREFIX}:tickets"
MERGING = f"{TICKETS}:merging"
EVENTS = f"{PREFIX}:events"
PROPOSALS = f"{PREFIX}:proposals"
WECHAT_PUSHES = f"{PREFIX}:wechat:pushes"
WECHAT_GROUP = "pushers"
WECHAT_STAFFED = f"{PREFIX}:wechat:staffed"
WECHAT_TOKEN = f"{PREFIX}:wechat:token"
WECHAT_TOKEN_LOCK = f"{WECHAT_TOKEN}:lock"


def conversation(conversation_id: str, part: str) -> str:
    """Key of one part of one conversation."""
    return f"{PREFIX}:conv:{{{conversation_id}}}:{part}"


def seen(conversation_id: str, message_id: str) -> str:
    """Key under which the reply to one message id is remembered."""
    return conversation(conversation_id, f"seen:{message_id}")


def news(conversation_id: str) -> str:
    """Channel of one conversation; ``*`` is every conversation."""
    return f"{PREFIX}:news:{conversation_id}"


def catalog(part: str) -> str:
    """Key of one part of the published catalogue; all on one node of a Redis Cluster."""
    return f"{PREFIX}:{{catalog}}:{part}"


def continuation(code: str) -> str:
    """Key of one continuation code."""
    return f"{PREFIX}:code:{code}"


def redeemed(code: str) -> str:
    """Key of who used a continuation code just now, on the node where that is."""
    return f"{{{continuation(code)}}}:redeemed"


def receipt(code: str) -> str:
    """Key of one receipt."""
    return f"{PREFIX}:receipt:{code}"


def rate(kind: str, who: str, window: int) -> str:
    """Key of one counter of one window."""
    return f"{PREFIX}:rate:{kind}:{who}:{window}"


def guesses(kind: str, who: str) -> str:
    """Key of one counter of guesses."""
    return f"{PREFIX}:guesses:{kind}:{who}"


def ticket(number: str) -> str:
    """Key of one ticket."""
    return f"{PREFIX}:ticket:{number}"


def ticketed(once: str) -> str:
    """Key of the number that a complaint which may come twice got."""
    return f"{TICKETS}:once:{once}"
