"""What a parcel costs, in cents."""

ZONES = {"domestic": 100, "europe": 180, "world": 340}
BASE = 499


def rate(weight_kg: float, zone: str) -> int:
    """Price of one parcel; the first kilogram is in the base price."""
    extra = max(0.0, weight_kg - 1)
    return round(BASE + extra * ZONES[zone])
