"""A codebook through time: its history, earlier states, signed versions, and what a re-fit put in doubt."""
