"""What a parcel costs, in cents."""

ZONES = {"domestic": 100, "europe": 180, "world": 340}
BASE = 499
# From this weight on a parcel is a heavy one.
HEAVY_KG = 20
HEAVY_SURCHARGE = 1200


def rate(weight_kg: float, zone: str) -> int:
    """Price of one parcel; the first kilogram is in the base price."""
    extra = max(0.0, weight_kg - 1)
    price = round(BASE + extra * ZONES[zone])
    if weight_kg > HEAVY_KG:
        price += HEAVY_SURCHARGE
    return price


def average_rate(weights_kg: list[float], zone: str) -> float:
    """What a parcel of a shipment costs on average."""
    return sum(rate(weight, zone) for weight in weights_kg) / len(weights_kg)
