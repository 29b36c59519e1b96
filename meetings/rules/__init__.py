"""The rules of joint meetings: guards, and the limits of resolutions."""

# Importing it registers the guards of resolutions beside the others.
from meetings.rules import tracking

__all__ = ["tracking"]
