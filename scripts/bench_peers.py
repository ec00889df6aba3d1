#!/usr/bin/env python3
"""Our scan beside Python's readers and extractors, on the same pages, in the same run, on one core, in CPU time.

    python3 scripts/bench_peers.py PAGES [--rounds 5] [--megabytes 60] [--core 0]

PAGES is a folder of .html files; every n-th is taken, so that they make about so many megabytes. Sets up a virtual
environment of its own below target/ with selectolax (lexbor), resiliparse, lxml, justext and trafilatura. The variants
take turns, round by round; what is printed are medians, and the median over rounds of the ratio to our scan.
CARGO_PROFILE names another build profile than `bench`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PACKAGES = ["selectolax==1.0.2", "resiliparse==2.0.1", "lxml==6.1.3", "lxml_html_clean==0.4.6", "justext==3.0.2",
            "trafilatura==2.3.1"]


def in_environment():
    """Starts this script again with the packages, installing them once."""
    folder = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")) / "peers-venv"
    python = folder / "bin" / "python"
    marker = folder / "installed"
    if not marker.exists() or marker.read_text() != "\n".join(PACKAGES):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(command, check=True)
        marker.write_text("\n".join(PACKAGES))
    os.execv(python, [str(python), __file__, *sys.argv[1:], "--ready"])


def sample(folder, megabytes):
    """Every n-th page, about so many megabytes of them, as UTF-8."""
    paths = sorted(path for path in Path(folder).rglob("*.htm*") if path.is_file())
    total = sum(path.stat().st_size for path in paths)
    step = max(1, round(total / (megabytes * 1e6)))
    return [path.read_bytes().decode("utf-8", "replace") for path in paths[step // 2 :: step]]


def peers():
    import justext
    import lxml.html
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree
    from selectolax.lexbor import LexborHTMLParser

    words = justext.get_stoplist("English")
    return {
        "selectolax (lexbor), parse": LexborHTMLParser,
        "resiliparse, parse": HTMLTree.parse,
        "resiliparse, parse and main text": lambda page: extract_plain_text(HTMLTree.parse(page), main_content=True),
        "lxml.html, parse": lambda page: lxml.html.fromstring(page.encode()),
        "justext": lambda page: justext.justext(page.encode(), words),
        "trafilatura, extract": trafilatura.extract,
    }


def seconds(run, pages):
    """CPU seconds for all pages; a page that the peer refuses costs what it cost until then."""
    refused, start = 0, time.thread_time()
    for page in pages:
        try:
            run(page)
        except Exception:  # noqa: BLE001: whatever a peer raises, the next page is read
            refused += 1
    return time.thread_time() - start, refused


def ours(folder):
    command = ["cargo", "bench", "--quiet", "--bench", "ratio"]
    if profile := os.environ.get("CARGO_PROFILE"):
        command += ["--profile", profile]
    command += ["--", "--seconds", "--rounds", "1"]
    environment = {**os.environ, "DESPAM_BENCH_DIR": str(folder)}
    out = subprocess.run(command, cwd=HERE, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return dict(json.loads(out)["seconds"])


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("pages")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--megabytes", type=float, default=60)
    asked.add_argument("--core", type=int, default=0)
    asked.add_argument("--ready", action="store_true", help=argparse.SUPPRESS)
    asked = asked.parse_args()
    if not asked.ready:
        in_environment()
    pages = sample(asked.pages, asked.megabytes)
    size = sum(len(page.encode()) for page in pages) / 1e6
    names = {
        "html5ever tokenizer alone": "html5ever, bare tokenizer (Rust)", "html5ever tree": "html5ever, tree (Rust)",
        "lol_html, every element": "lol_html, every element (Rust)", "tokens": "despam, tokens",
        "features of every block": "despam, features of every block", "scan": "despam, scan", "clean": "despam, clean",
    }
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            Path(folder, f"{number:06}.html").write_bytes(page.encode())
        ours(folder)  # builds, and warms up
        os.sched_setaffinity(0, [asked.core])
        runs = peers()
        rounds, refused = [], {}
        for _ in range(asked.rounds):
            spent = {names[name]: value for name, value in ours(folder).items() if name in names}
            for name, run in runs.items():
                spent[name], refused[name] = seconds(run, pages)
            rounds.append(spent)
    print(f"{len(pages)} pages, {size:.1f} MB, core {asked.core}, CPU time, median of {asked.rounds} rounds")
    print(f"{'':<36}{'MB/s':>9}{'scan is so many times as fast':>32}")
    for name in sorted(rounds[0], key=lambda name: statistics.median(spent[name] for spent in rounds)):
        rate = size / statistics.median(spent[name] for spent in rounds)
        ratios = sorted(spent[name] / spent["despam, scan"] for spent in rounds)
        note = f"   ({refused[name]} pages refused)" if refused.get(name) else ""
        print(f"{name:<36}{rate:9.1f}{statistics.median(ratios):16.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}){note}")


if __name__ == "__main__":
    main()
