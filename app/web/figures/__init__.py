"""Figures of a track record: one Vega-Lite specification each, drawn to SVG and PNG by the server."""
