"""What runs inside the Rasa server: channels, the turn, the tracker store, understanding and policies."""
