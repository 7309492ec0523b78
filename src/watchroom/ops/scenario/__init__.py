"""A scenario: a written day that is played through the site's own processes, for people to watch and for proof.

content     the written day: places, people, roster, sources, rules, units, feed
weather     the stand-in record between its full hours;  crowd  the arrival model;  roads  how units travel
feed        the CAP feed as of the scenario's clock;  devices  what publishes readings
driver      moves the scenario's clock, only when everything up to now is drained
autopilot   acts for the people through the public API, by the script in the content
stage       sets the site up;  story  proves from the journal that everything happened;  demo  the command
"""
