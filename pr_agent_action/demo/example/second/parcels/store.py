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

    def search(self, recipient: str) -> list[Parcel]:
        """All parcels of a recipient, newest first."""
        rows = self.connection.execute(
            "SELECT id, recipient, status FROM parcels WHERE recipient LIKE '%' || ? || '%' ORDER BY id DESC",
            (recipient,),
        )
        return [Parcel(*row) for row in rows]

    def mark_delivered(self, parcel_id: int) -> None:
        self.connection.execute(
            "UPDATE parcels SET status = 'delivered' WHERE id = ?", (parcel_id,)
        )
        self.connection.commit()

    def mark_all_delivered(self, parcel_ids: list[int]) -> None:
        for parcel_id in parcel_ids:
            self.mark_delivered(parcel_id)
