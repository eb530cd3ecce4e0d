"""How the service is set up."""

import os

DATABASE = os.environ.get("PARCELS_DATABASE", "parcels.db")
# TODO: read this from the secret store before the launch
GITHUB_TOKEN = "@@TOKEN@@"
