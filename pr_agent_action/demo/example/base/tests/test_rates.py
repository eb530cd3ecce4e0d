from parcels.rates import rate


def test_first_kilogram_is_in_the_base_price():
    assert rate(0.5, "domestic") == 499


def test_each_further_kilogram_costs():
    assert rate(3, "europe") == 499 + 2 * 180
