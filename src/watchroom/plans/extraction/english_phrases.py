"""Turns of phrase with which English plans say who acts, beside the verb itself: what stands between a name and its verb,
whom a pronoun means, with whom something is done."""

import re

# Words inside a sentence that say how or after what it is done, before its verb.
ASIDE = re.compile(
    r",? \((?:or|and) [^()]{3,90}\)|, (?:in|upon|after|with|by|if|when|where|once|as|through|acting|working|together|under|based|following|prior|within|at|on|or his|or her|or their|or (?:his/her|a) )[^,.;:]{2,90}, (?=(?:will|shall|must|should|is|are|may|can|has|have|[a-z]+s)\b)"
)
PARTNERS = re.compile(
    r"^[^,.;:]{3,60}?,? (?:in (?:coordination|consultation|collaboration|conjunction|cooperation|partnership) with|with the (?:assistance|support|help|aid) of|(?:assisted|supported|aided|backed) by|together with|along with|jointly with) (?:the )?(?P<who>[A-Z][^,.;:]{2,70}?)(?:,| (?:will|shall|must|should|is|are)\b)"
)
# `decides with the Liaison Team whether …`, `…, together with Social Services`: those with whom it is done.
ALONG = re.compile(
    r"\b(?:decides?|agrees?|determines?|jointly|together) with (?:the )?(?P<who>[A-Z][^.,;:()]{2,60}?)(?= (?:whether|on|about|when|how|that|if|to|in|at|by|which)\b|[.,;:]|$)"
)
THEY = re.compile(
    r"(?:^|(?<=, ))(?P<who>(?:they|he/she|he or she|she|he|both|it)) (?:will|shall|must|should|is to|are to)\b"
)
STATED = re.compile(
    r"(?:The |All )?(?P<np>[A-Z][\w/&’'-]*(?: (?:and |of |for |& )?[A-Z][\w/&’'-]*){0,6}) (?:is |are )?(?:notified|convenes?|convened|activated|mobili[sz]ed|deployed|assembles?|assembled|alerted|dispatched|placed on standby|on standby|stands? by)(?:[;,]? (?:if|when|as|by|to|at|in|on|immediately|virtually)\b.*|;.*)?[.;]?$"
)
# `Night Supervisor to open the rest area`.
ORDERED = re.compile(r"(?:The )?(?P<np>[A-Z][\w/&’'-]*(?: (?:of |for |& )?[A-Z][\w/&’'-]*){0,5}) to (?=[a-z])")
RESTS = re.compile(
    r"\b(?:(?:is|are|shall be|will be) the (?:primary |sole |overall )?responsibility of|responsibility [^.;:]{3,90}? (?:rests|lies|resides) with|(?:is|are|has been) (?:assigned|delegated) to) (?:the )?(?P<who>[A-Z][^.;:,()]{2,80}?)(?= (?:in|under|and (?:is|are)|who|with|during|unless|until|for|as|or (?:his|her|their|a|the|an))\b|[.;:,()]|$)",
    re.IGNORECASE,
)
# `State resources — requested through the state EOC`.
ASKED = re.compile(r"[–—-] ?requested (?:through|from|by|via) (?:the )?(?P<who>[^.,;:()]{3,60})")
MORE = re.compile(
    r",| (?:not|who|that|which|directly|involved|assigned|responsible|located|designated|affected|on[- ]site|with|from|at|in|on|of|for|under|present|working|arriving|concerned|listed|identified|without|having|trained)\b"
)
# A heading that says what to do with somebody (`Notify the Duty Officer`), and names nobody who does it.
WITH_SOMEBODY = re.compile(
    r"(?:Contact|Notify|Inform|Tell|Brief|Recruit|Select|Appoint|Assign|Advise|Evacuate|Activate|Mobili[sz]e|Protect|Ask)(?:ing)? (?!Officer|Team|Leader|Manager|Coordinator)"
    r"|(?:Recruit|Hir|Notify|Contact|Assign|Brief|Inform|Select|Mobili[sz]|Activat|Evacuat)ing ",
)
# `no later than 6 hours before the storm`: counted back from what comes, no time that is left.
COUNTED_BACK = re.compile(r" (?:before|prior to|ahead of|in advance)\b")
# `Your first task is to …`, below the heading of the one who is spoken to.
SPOKEN_TO = re.compile(r"(?:[^.;]{3,90}(?:,| )(?=you ))?(?:You|you|Your|your) ")
# What a thing does or is, and nobody has to do.
HAPPENS = re.compile(
    r" (?:[a-z]+ly )?(?:occur|happen|take place|exist|apply|be [a-z]+ly (?:available|accessible|visible|marked))\b"
)
# `Electric and gas utilities`: several bodies that share the word in which their names end; what belongs together is one.
SHARED = re.compile(
    r"(?P<heads>(?!(?:[Hh]ealth|[Ss]earch|[Ff]ire and rescue|[Cc]ommand|[Pp]arks|[Rr]oads?) and )[A-Za-z]+(?:, [a-z]+){0,3},? and [a-z]+) (?P<tail>departments|utilities|agencies|services|authorities|offices|companies|teams|crews|units|officers|officials|hospitals|schools|districts|operators|providers)"
)
# `Move the buses to high ground. (Transit Manager)`: who is to do what stands before.
BRACKETED = re.compile(r"(?:[.;] ?[(\[]|[a-z] [(\[](?![A-Z&]+[)\]]))(?P<who>[A-Z][^()\[\]]{1,70})[)\]]\.?$")
SERVICES = ("Fire", "EMS", "Police", "Sheriff", "Medical", "Rescue")  # each is a body of its own
BESIDE = re.compile(
    r" \([^()]{2,60}\)(?= (?:will|shall|must|should)\b)| \([A-Z]{2,8}\)(?= [a-z]{3,}s )|(?<=[a-z]) \([A-Z][A-Z&/-]{1,7}\)(?= [a-z])|(?<=[a-z]) \([A-Z][\w &/-]{2,40}\)(?= [a-z]{3,} (?:an?|the|to|on|its)\b)"
)  # what the bracket behind a name says of it
BRACKET = re.compile(r" \([a-z][^()]{3,90}\)$")  # `Hall Manager (one for each hall)`
BEHIND = re.compile(r"(?<=[a-z]) \([^()]{2,90}\)$")
CARD = re.compile(
    r"^(?:action|role|task|duty|job) (?:card|sheet)s?(?: [A-Z0-9]{1,3})? ?[:–—-] ?(?=\w)", re.IGNORECASE
)  # `Action card 3: Clerk`
HAS_POST = re.compile(
    r"(?P<np>[A-Z][a-z]+(?: [A-Z][\w/]+){1,4}|(?:Rest|Shift|Watch|Control|Transport|Supply|Search|Shelter|Support|Triage)(?: [a-z]+){1,3}) (?:will|shall|must|should)\b"
)
# `League/venue officials`, `Fire/police departments`.
SLASHED_SHARED = re.compile(
    r"(?P<one>[A-Za-z]+)/(?P<other>[a-z]+) (?P<tail>officials|departments|agencies|teams|officers|managers|coordinators|authorities|crews)"
)
SLASHED = re.compile(r"([A-Z][a-z]+)/([A-Z][a-z]+)")
WITHIN_BRACKETS = re.compile(r"\([^()]{30,300}\)")
CAPITALS = re.compile(r"[A-Z][\w/&’'-]*(?: [A-Z][\w/&’'-]*){0,5}")
SHOUTED = re.compile(r"(?<=[a-z] )[A-Z]{3,}(?:ED|ES|S|E)(?=[ .;,]|$)")


_AND_TO = re.compile(r"(?<= and )to(?= (?:the )?[A-Z])")


def and_to(text: str) -> str:
    """A sentence with `reports to the clerk and to the Mayor` as `to the clerk and the Mayor`, each word in its place."""
    return _AND_TO.sub("  ", text)


def spoken(text: str) -> str:
    """A sentence whose verb is in capitals (`Core Team NOTIFIED`) as it would be said."""
    return SHOUTED.sub(lambda match: match[0].lower(), text)
