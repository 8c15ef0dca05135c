"""Brings catalogues of other shapes into ours; each import ends in a report by row."""
