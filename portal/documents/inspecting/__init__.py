"""Looking into what was sent in, and making it harmless, in processes of their own.

A file is what its bytes are, whatever its name says. Pictures are drawn anew, PDFs lose whatever
acts by itself, office files are taken only without programs, and the rest is refused, each with a
word on how to mend it. A file that outgrows its limits takes nothing with it.
"""
