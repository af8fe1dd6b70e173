"""Reference values for analysis/stats, computed by SciPy, statsmodels and lifelines.

    python3 -m venv VENV && VENV/bin/pip install scipy==1.17.1 statsmodels==0.15.0 lifelines==0.30.3
    VENV/bin/python test/analysis/stats/make-reference.py > test/analysis/stats/reference.json
    npx biome format --write test/analysis/stats/reference.json

Where SciPy has no exact answer for tied data (Mann-Whitney, Kolmogorov-Smirnov), every way to deal the pooled values
into two samples is tried: scipy.stats.permutation_test with all resamples.
"""
import itertools
import json
import math
import sys

import lifelines
import lifelines.statistics
import lifelines.utils
import numpy as np
import scipy
import statsmodels
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

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


def t_interval(name, level):
    x = SAMPLES[name]
    low, high = stats.t.interval(level, len(x) - 1, loc=np.mean(x), scale=stats.sem(x))
    return {"sample": name, "level": level, "interval": [float(low), float(high)]}


def welch(a, b, level):
    test = stats.ttest_ind(SAMPLES[a], SAMPLES[b], equal_var=False)
    ci = test.confidence_interval(level)
    return {"a": a, "b": b, "level": level, "t": float(test.statistic), "df": float(test.df), "p": float(test.pvalue), "interval": [float(ci.low), float(ci.high)]}


def paired(a, b, level):
    n = min(len(SAMPLES[a]), len(SAMPLES[b]))
    test = stats.ttest_rel(SAMPLES[a][:n], SAMPLES[b][:n])
    ci = test.confidence_interval(level)
    return {"a": a, "b": b, "n": n, "level": level, "t": float(test.statistic), "p": float(test.pvalue), "interval": [float(ci.low), float(ci.high)]}


STATISTICS = {"mean": np.mean, "median": np.median, "p95": lambda x, axis=-1: np.quantile(x, 0.95, axis=axis)}


def bootstrap(sample, statistic, level):
    """SciPy's resampled statistics are kept, so that the intervals made of them can be compared digit by digit."""
    out = {"sample": sample, "statistic": statistic, "level": level}
    for method in ("percentile", "BCa"):
        test = stats.bootstrap((SAMPLES[sample],), STATISTICS[statistic], n_resamples=199, confidence_level=level, method=method, rng=np.random.default_rng(5))
        out["resampled"] = [float(x) for x in test.bootstrap_distribution]
        out[method] = [float(test.confidence_interval.low), float(test.confidence_interval.high)]
    return out


def effect(a, b):
    """By its definition, over all pairs."""
    x, y = SAMPLES[a], SAMPLES[b]
    more, less = sum(p > q for p in x for q in y), sum(p < q for p in x for q in y)
    return {"a": a, "b": b, "delta": (more - less) / (len(x) * len(y)), "a12": (more + (len(x) * len(y) - more - less) / 2) / (len(x) * len(y))}


def lifetimes(n, scale, limit, digits):
    times = rng.exponential(scale, n)
    return [[round(float(min(t, limit)), digits), bool(t < limit)] for t in times]


GROUPS = {
    "steady": lifetimes(30, 60, 1e9, 1),
    "stopped": lifetimes(40, 90, 100, 0),
    "clogged": [[12.0, True], [15.0, True], [15.0, False]] + [[300.0, False]] * 9,
    "mixed": [[5.0, True], [5.0, True], [5.0, False], [8.0, False], [9.0, True], [14.0, True], [14.0, False], [20.0, True]],
    "none": [[50.0, False]] * 4,
}


def survival(name):
    t, e = zip(*GROUPS[name])
    fit = lifelines.KaplanMeierFitter().fit(t, e, alpha=0.05)
    table = fit.event_table
    steps = []
    greenwood = 0.0
    for time, row in table.iterrows():
        if row["entrance"] > 0 and row["observed"] == 0 and row["censored"] == 0:
            continue
        s = float(fit.survival_function_.loc[time].iloc[0])
        low, high = (float(v) for v in fit.confidence_interval_.loc[time])
        step = {"time": float(time), "atRisk": int(row["at_risk"]), "ended": int(row["observed"]), "censored": int(row["censored"]), "survival": s}
        if 0 < s < 1:
            step["logLog"] = [low, high]
            greenwood += row["observed"] / (row["at_risk"] * (row["at_risk"] - row["observed"]))
            step["error"] = s * math.sqrt(greenwood)
        steps.append(step)
    m = float(fit.median_survival_time_)
    ci = [float(x) for x in lifelines.utils.median_survival_times(fit.confidence_interval_).iloc[0]]
    out = {"group": name, "steps": steps}
    if math.isfinite(m):
        out["median"] = m
    if math.isfinite(ci[0]):
        out["medianLow"] = ci[0]
    if math.isfinite(ci[1]):
        out["medianHigh"] = ci[1]
    return out


def log_rank(a, b):
    (ta, ea), (tb, eb) = zip(*GROUPS[a]), zip(*GROUPS[b])
    test = lifelines.statistics.logrank_test(ta, tb, ea, eb)
    return {"a": a, "b": b, "chiSquare": float(test.test_statistic), "p": float(test.p_value)}


def holm(ps):
    return {"ps": ps, "adjusted": [float(p) for p in multipletests(ps, method="holm")[1]]}


reference = {
    "made": {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "lifelines": lifelines.__version__,
    },
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
    "tCdf": [
        [t, df, float(stats.t.cdf(t, df))]
        for df in (0.7, 1, 2, 4.5, 10, 29, 200, 1e6)
        for t in (-40, -6, -2.3, -1, -0.999, -0.01, 0, 0.4, 1.7, 3)
    ],
    "tQuantile": [[p, df, float(stats.t.ppf(p, df))] for df in (0.7, 1, 2, 4.5, 10, 29, 200, 1e6) for p in (1e-6, 0.005, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999)],
    "tIntervals": [t_interval(name, level) for name in SAMPLES if name not in ("one", "equal") for level in (0.9, 0.95, 0.99)],
    "welch": [welch(a, b, level) for a, b in PAIRS if a not in ("one", "equal") for level in (0.9, 0.95)],
    "paired": [paired(a, b, 0.95) for a, b in (("small", "apart"), ("smallTied", "otherTied"), ("waits20", "waits25"), ("seconds30", "seconds40"), ("big120", "big150"))],
    "bootstrap": [bootstrap(s, t, level) for s, t, level in (("waits20", "mean", 0.95), ("waits25", "median", 0.9), ("seconds30", "mean", 0.9), ("seconds40", "median", 0.95), ("big120", "p95", 0.9))],
    "effects": [effect(a, b) for a, b in PAIRS],
    "groups": GROUPS,
    "survival": [survival(name) for name in GROUPS],
    "logRank": [log_rank(a, b) for a, b in (("steady", "stopped"), ("clogged", "mixed"), ("stopped", "clogged"))],
    "holm": [holm(ps) for ps in ([0.01], [0.01, 0.04, 0.03], [0.2, 0.2, 0.001, 0.9], [0.5, 0.6, 0.7], [1e-9, 0.012, 0.012, 0.013, 0.05])],
    "fisher": [[x, n, y, m, float(stats.fisher_exact([[x, n - x], [y, m - y]])[1])] for x, n, y, m in ((0, 4, 4, 4), (30, 30, 0, 30), (3, 30, 7, 25), (5, 9, 5, 9), (0, 3, 0, 8), (12, 400, 31, 410), (1, 1, 0, 1))],
}

def lines(value):
    """One entry a line, so that a change can be read."""
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, allow_nan=False)}" for k, v in value.items()) + "\n }"
    return "[\n" + ",\n".join(f"  {json.dumps(v, allow_nan=False)}" for v in value) + "\n ]"


print("{\n" + ",\n".join(f" {json.dumps(key)}: {lines(value)}" for key, value in reference.items()) + "\n}")
