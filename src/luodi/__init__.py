"""落地 Luodi: the platform on which a district lands investment projects."""

__version__ = "0.2.0"
