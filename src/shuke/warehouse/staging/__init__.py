"""Names and units: what the records call their columns becomes what the warehouse calls them. No rules, no joins."""
