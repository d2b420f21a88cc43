"""The workbench: what everybody opens each morning, and what finds everything else."""
