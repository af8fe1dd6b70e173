"""Reference values for analysis/stats, computed by SciPy, statsmodels and lifelines.

    python3 -m venv VENV && VENV/bin/pip install scipy==1.17.1 statsmodels==0.15.0 lifelines==0.30.3
    VENV/bin/python test/analysis/stats/make-reference.py > test/analysis/stats/reference.json

Where SciPy has no exact answer for tied data (Mann-Whitney, Kolmogorov-Smirnov), every way to deal the pooled values
into two samples is tried: scipy.stats.permutation_test with all resamples.
"""
import itertools
import json
import math
import sys

import numpy as np
import scipy
from scipy import special, stats

rng = np.random.default_rng(20260701)
r1 = lambda xs, d=1: [round(float(x), d) for x in xs]

SAMPLES = {
    "one": [4.2],
    "two": [1.0, 3.0],
    "equal": [5.0, 5.0, 5.0, 5.0],
    "small": [3.1, 2.2, 5.9, 4.4, 1.7],
    "smallTied": [2.0, 2.0, 3.0, 5.0, 5.0, 5.0],
    "otherTied": [2.0, 3.0, 3.0, 4.0, 5.0, 6.0, 6.0],
    "apart": [10.1, 11.2, 12.3, 13.4, 14.5],
    "far": [1e9 + x for x in (4.0, 7.0, 13.0, 16.0)],
    "waits20": r1(rng.lognormal(3, 0.6, 20), 3),
    "waits25": r1(rng.lognormal(3.4, 0.6, 25), 3),
    "seconds30": [float(round(x)) for x in rng.normal(20, 4, 30)],
    "seconds40": [float(round(x)) for x in rng.normal(22, 4, 40)],
    "big120": r1(rng.normal(100, 15, 120), 2),
    "big150": r1(rng.normal(104, 20, 150), 2),
}
PAIRS = [
    ("small", "apart"), ("small", "smallTied"), ("smallTied", "otherTied"), ("smallTied", "equal"), ("two", "small"),
    ("one", "small"), ("waits20", "waits25"), ("seconds30", "seconds40"), ("big120", "big150"), ("equal", "equal"),
]


def describe(x):
    q = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
    out = {"n": len(x), "mean": math.fsum(x) / len(x), "quantiles": list(np.quantile(x, q))}
    if len(x) > 1:
        out["sd"] = float(np.std(x, ddof=1))
    return out


def ks_statistic(x, y):
    """Largest distance in whole steps of 1 / (n m), so that equal distances compare as equal."""
    both = np.concatenate([x, y])
    i = np.searchsorted(np.sort(x), both, side="right")
    j = np.searchsorted(np.sort(y), both, side="right")
    return int(np.max(np.abs(i * len(y) - j * len(x))))


def u_statistic(x, y):
    x, y = np.asarray(x)[:, None], np.asarray(y)[None, :]
    return float(np.sum(x > y) + np.sum(x == y) / 2)


def deal(x, y, statistic):
    """The statistic for every way to deal the pooled values."""
    both = np.array(x + y)
    out = []
    for chosen in itertools.combinations(range(len(both)), len(x)):
        mask = np.zeros(len(both), bool)
        mask[list(chosen)] = True
        out.append(statistic(both[mask], both[~mask]))
    return np.array(out)


def pair(a, b):
    x, y = SAMPLES[a], SAMPLES[b]
    tied = len(set(x + y)) < len(x) + len(y)
    few = math.comb(len(x) + len(y), len(x)) <= 2000
    u = stats.mannwhitneyu(x, y, alternative="two-sided", method="asymptotic", use_continuity=True)
    d = ks_statistic(np.array(x), np.array(y)) / (len(x) * len(y))
    out = {"a": a, "b": b, "u": float(u.statistic), "d": d}
    if not math.isnan(u.pvalue):
        out["uNormalP"] = float(u.pvalue)
    out["dAsymptoticP"] = float(special.kolmogorov(d * math.sqrt(len(x) * len(y) / (len(x) + len(y)))))
    if not tied:
        out["uExactP"] = float(stats.mannwhitneyu(x, y, alternative="two-sided", method="exact").pvalue)
        out["dExactP"] = float(stats.ks_2samp(x, y, method="exact").pvalue)
    elif few:
        us = deal(x, y, u_statistic)
        at = u_statistic(x, y)
        out["uExactP"] = float(min(1, 2 * min(np.mean(us <= at), np.mean(us >= at))))
        ds = deal(x, y, ks_statistic)
        out["dExactP"] = float(np.mean(ds >= ks_statistic(np.array(x), np.array(y))))
        if len(set(x + y)) > 1:
            # the same through SciPy's own permutation test, as a check of this script
            test = stats.permutation_test((x, y), u_statistic, permutation_type="independent", n_resamples=np.inf)
            assert abs(min(1, test.pvalue) - out["uExactP"]) < 1e-12, (a, b)
    return out


def proportion(x, n, level):
    test = stats.binomtest(x, n)
    w = test.proportion_ci(level, "wilson")
    c = test.proportion_ci(level, "exact")
    return {"x": x, "n": n, "level": level, "wilson": [float(w.low), float(w.high)], "exact": [float(c.low), float(c.high)]}


reference = {
    "made": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__},
    "samples": SAMPLES,
    "describe": {name: describe(x) for name, x in SAMPLES.items()},
    "normalCdf": [[x, float(stats.norm.cdf(x))] for x in (-38, -20, -8, -3.5, -3, -2.999, -1.96, -0.5, -0.005, 0, 1e-9, 0.3, 2.345, 2.9999, 3, 4, 7, 9)],
    "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in (1e-300, 1e-20, 1e-6, 0.001, 0.02, 0.025, 0.2, 0.5, 0.6, 0.9, 0.975, 0.9999)],
    "logGamma": [[x, float(special.gammaln(x))] for x in (0.01, 0.3, 0.5, 1, 1.5, 2, 3.7, 10, 55.5, 1000, 1e5)],
    "incompleteBeta": [
        [x, a, b, float(special.betainc(a, b, x))]
        for a, b in ((0.5, 0.5), (2, 3), (1, 1), (0.5, 15), (30, 0.5), (100, 200), (5000, 3), (1000, 1000))
        for x in (1e-8, 0.01, 0.3, 0.5, 0.77, 0.999)
    ],
    "betaQuantile": [
        [p, a, b, float(special.betaincinv(a, b, p))]
        for a, b in ((0.5, 0.5), (2, 3), (1, 30), (30, 1), (100, 200))
        for p in (0.0005, 0.025, 0.5, 0.9, 0.975)
    ],
    "pairs": [pair(a, b) for a, b in PAIRS],
    "kolmogorovTail": [[t, float(special.kolmogorov(t))] for t in (0.1, 0.3, 0.5, 0.9, 1.1, 1.17, 1.19, 1.358, 2, 3, 5)],
    "proportions": [proportion(x, n, level) for x, n in ((0, 1), (1, 1), (0, 30), (30, 30), (3, 30), (17, 40), (1, 1000), (499, 1000)) for level in (0.9, 0.95, 0.99)],
}
json.dump(reference, sys.stdout, indent=1, allow_nan=False)
print()
