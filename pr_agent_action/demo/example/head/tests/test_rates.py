from parcels.rates import HEAVY_SURCHARGE, rate


def test_first_kilogram_is_in_the_base_price():
    assert rate(0.5, "domestic") == 499


def test_each_further_kilogram_costs():
    assert rate(3, "europe") == 499 + 2 * 180


def test_a_heavy_parcel_costs_a_surcharge():
    assert rate(25, "domestic") == 499 + 24 * 100 + HEAVY_SURCHARGE
