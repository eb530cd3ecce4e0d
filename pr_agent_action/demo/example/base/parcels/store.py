"""Where parcels are kept."""

import sqlite3
from dataclasses import dataclass


@dataclass
class Parcel:
    id: int
    recipient: str
    status: str


class Store:
    """Parcels in a SQLite file."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path)

    def get(self, parcel_id: int) -> Parcel | None:
        row = self.connection.execute(
            "SELECT id, recipient, status FROM parcels WHERE id = ?", (parcel_id,)
        ).fetchone()
        return Parcel(*row) if row else None

    def mark_delivered(self, parcel_id: int) -> None:
        self.connection.execute(
            "UPDATE parcels SET status = 'delivered' WHERE id = ?", (parcel_id,)
        )
        self.connection.commit()
