"""Proofs of gradients by execution, without PyTorch: a stand-in for it on plain Python numbers."""
