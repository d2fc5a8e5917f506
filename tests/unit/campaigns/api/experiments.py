"""Experiments of prices, and units of them, for the tests."""

EXPERIMENTS = "/api/v1/experiments"
PRICES = {
    "name": "Prices",
    "variants": [{"name": "control"}, {"name": "low", "weight": 3, "parameters": {"off": 0.1}}],
    "primary": {"name": "bought"},
    "secondary": [
        {"name": "spent", "kind": "mean", "covariate": True, "floor": 0, "cap": 50},
        {"name": "per_page", "kind": "ratio"},
    ],
    "baseline": 0.2,
    "minimum_effect": 0.1,
}
ANY = {"if-match": "*"}


def started(api, **changes):
    made = api.post(EXPERIMENTS, {**PRICES, **changes})
    assert api.patch(made.headers["Location"], {"status": "running"}, headers=ANY).status == 200
    return made.headers["Location"]


BOUGHT = {"unit": "ada", "metric": "bought", "value": 1}


def assigned(api, path, unit):
    given = api.post(f"{path}/assignments", {"unit": unit}).json
    assert given["counted"] is True
    return given["variant"], given["exposed_at"]


def all_tallies(api, path):
    return api.platform.experiments.tallies(path.rsplit("/", 1)[1])
