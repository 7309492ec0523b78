"""Emergency teams (应急队伍) and expert groups (专家库): who is in them, what they know, and how they are called out."""
