#!/usr/bin/env python3
"""The Newton solver beside scikit-learn's, on the same rows, in the same run, on two cores (or as many as told).

    python3 scripts/bench_train.py [--rows 300000] [--columns 80] [--lambda 1.0] [--tolerances 1e-4 1e-9] [--cores 0 1]

Needs numpy, scikit-learn and threadpoolctl. Prints CPU and wall time of the fit alone (no reading, no building) and
the largest difference of a weight to ours. CARGO_PROFILE names another build profile than `bench`.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time


def rows(count, columns, seed=1):
    """Standardised rows like those of blocks: a third of the columns mostly 0, the others correlated; rare spam."""
    import numpy as np

    random = np.random.default_rng(seed)
    x = random.normal(size=(count, columns))
    size = random.normal(size=(count, 1))
    x[:, 1::3] = 0.7 * x[:, 1::3] + 0.7 * size
    x[:, 2::3] = 0.5 * x[:, 2::3] + 0.85 * x[:, 1::3][:, : x[:, 2::3].shape[1]]
    zero = random.random(x[:, 0::3].shape) < 0.9
    x[:, 0::3] = np.where(zero, 0.0, np.abs(x[:, 0::3]) * 2)
    truth = np.where(np.arange(columns) % 4 == 0, random.normal(size=columns), 0.0)
    score = x @ truth
    score -= np.quantile(score, 0.85)
    y = score + random.logistic(size=count) > 0
    x = np.clip((x - x.mean(0)) / x.std(0), -6, 6).astype(np.float32)
    weight = random.integers(1, 5, size=count).astype(np.float32)
    return x, y, weight


def ours(x, y, weight, penalty, runs):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    command = ["cargo", "bench", "--quiet", "--bench", "train"]
    if profile := os.environ.get("CARGO_PROFILE"):
        command += ["--profile", profile]
    subprocess.run(command + ["--no-run"], cwd=here, check=True)
    with tempfile.NamedTemporaryFile(suffix=".rows") as file:
        file.write(f"{x.shape[0]} {x.shape[1]} {penalty!r}\n".encode())
        for part in (x, weight, y.astype("uint8")):
            file.write(part.tobytes())
        file.flush()
        for _ in range(runs):
            out = subprocess.run(command + ["--", "--fit", file.name], cwd=here, check=True, stdout=subprocess.PIPE)
            yield json.loads(out.stdout)


def theirs(x, y, weight, penalty, solver, tolerance, runs):
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    for _ in range(runs):
        model = LogisticRegression(C=1 / penalty, solver=solver, tol=tolerance, max_iter=1000)
        cpu, wall = time.process_time(), time.perf_counter()
        model.fit(x, y, sample_weight=weight)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        found = np.append(model.coef_[0], model.intercept_[0])
        yield {"cpu": cpu, "wall": wall, "iterations": int(model.n_iter_[0]), "point": found}


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=300_000)
    asked.add_argument("--columns", type=int, default=80)
    asked.add_argument("--lambda", dest="penalty", type=float, default=1.0)
    asked.add_argument("--tolerances", type=float, nargs="+", default=[1e-4, 1e-9])
    asked.add_argument("--solvers", nargs="+", default=["newton-cholesky", "lbfgs"])
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--cores", type=int, nargs="+", default=[0, 1])
    asked = asked.parse_args()
    os.sched_setaffinity(0, asked.cores)  # before numpy counts the cores; what is started from here inherits it

    import numpy as np
    import sklearn
    from threadpoolctl import threadpool_limits

    x, y, weight = rows(asked.rows, asked.columns)
    print(f"{asked.rows} × {asked.columns}, {y.mean():.1%} spam, lambda {asked.penalty}, scikit-learn {sklearn.__version__}, "
          f"cores {asked.cores}, best of {asked.runs}, seconds")
    best = min(ours(x, y, weight, asked.penalty, asked.runs), key=lambda run: run["cpu"])
    point = np.append(best["weight"], best["bias"])
    print(f"{'solver':<28}{'CPU':>8}{'wall':>8}{'steps':>7}{'ours / it, CPU':>16}{'largest difference':>20}")
    print(f"{'despam':<28}{best['cpu']:8.3f}{best['wall']:8.3f}{best['iterations']:7}{'':>16}"
          f"{'gradient ' + format(best['gradient_norm'], '.0e'):>20}")
    x = np.asfortranarray(x, dtype=np.float64)
    with threadpool_limits(len(asked.cores)):
        for solver in asked.solvers:
            for tolerance in asked.tolerances:
                runs = theirs(x, y, weight, asked.penalty, solver, tolerance, asked.runs)
                run = min(runs, key=lambda run: run["cpu"])
                apart = np.abs(run["point"] - point).max()
                print(f"{solver + ' tol ' + format(tolerance, '.0e'):<28}{run['cpu']:8.3f}{run['wall']:8.3f}"
                      f"{run['iterations']:7}{best['cpu'] / run['cpu']:16.2f}{apart:20.1e}")


if __name__ == "__main__":
    main()
