"""Card numbers and their pictures. Pure: no rows, no clock."""
