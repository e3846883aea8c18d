from bench.lighthouse import report, scores
from tests.browser.conftest import Site


def test_lighthouse_finds_nothing_to_better_in_accessibility_and_practice(site: Site):
    told = report(site.referral_url, ["accessibility", "best-practices"])
    faults = [
        name for name, audit in told["audits"].items() if audit["score"] is not None and audit["score"] < 1
    ]
    assert scores(told) == {"accessibility": 100, "best-practices": 100}, faults
