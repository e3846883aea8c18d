"""The areas of a client's form, each with its controls and what is read from them."""
