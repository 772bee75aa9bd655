"""The codebook and its codings as files, and what comes back from a workbook or another program."""
