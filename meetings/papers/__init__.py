"""The papers of the joint meeting: what each says; pure.

The templates under ``templates/meetings/pdf`` only set them. Papers of a joint meeting are official
papers and exist in 简体 alone, whatever language the reader speaks.
"""
