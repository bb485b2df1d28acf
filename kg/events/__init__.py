"""What happened, once each, inside one article."""
