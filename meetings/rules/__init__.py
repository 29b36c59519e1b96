"""The rules of joint meetings: guards, and the limits of resolutions."""
