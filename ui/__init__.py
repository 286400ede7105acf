"""The desktop: Qt only, over the functions of ``app``."""
