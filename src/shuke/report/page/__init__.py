"""report.html: one file to mail. Sections become plain data, charts inline SVG, one template puts them on the sheet."""
