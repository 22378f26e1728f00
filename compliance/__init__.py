"""The LGPD in code: consent with its proof, masking of documents; each table's eraser and exporter register here.

Door: `services`.
"""
