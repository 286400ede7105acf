"""The frame around the screens; it knows no screen by name but the manual."""
