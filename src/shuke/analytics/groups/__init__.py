"""Who is alike: groups of customers by behaviour, rules a person can read, customers like those of a group.

    behaviour = features.behaviour(orders, lines, as_of=day)
    groups = clusters.Clusters(seed=1).fit(behaviour)
    groups.assign(behaviour)  # group of each customer
    profiles.differences(groups, behaviour)  # what sets each group apart

    rules.contest(known=…, later=…, seed=1)  # tree, net and the simplest rule, judged on later days
    lookalike.LookAlikes(seed=1).fit(behaviour, members)  # who is like them, and why
    prospects.ProspectLikeness(seed=1).fit(known, members, prospects=people)  # the same of who never bought

Reasons are codes with facts; nothing here is worded.
"""
