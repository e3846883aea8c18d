"""The small framework of the console: what a widget is asked, what a screen is made of, and its HTML."""
