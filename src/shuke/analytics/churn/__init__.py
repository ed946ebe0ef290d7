"""Who is leaving, learnt from the shop's past (docs/models/churn.md): features as of a day, two models, how good.

    known = purchases.purchases(lines, until=latest_day)
    model = model.ChurnModel(leaving=labels.Leaving.NO_VISIT, seed=1).fit(known, cut=day)
    model.probability(known, cut=day)  # per customer id
    model.sentences()  # the readable model in words

A cut is the first day that is not known. What cannot be learnt ends in `model.TooThin` with a sentence; `worth.risk`
is the simple rule to fall back to.
"""
