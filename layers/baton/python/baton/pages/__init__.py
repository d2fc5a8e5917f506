"""Pages and papers that people read, made by code: words, HTML, drawings as SVG, and PDF. Pure."""
