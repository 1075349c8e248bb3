"""`make fuzz`: hostile input for everything that reads input, each target in a process of its own with limits.

Why a mutator of our own: atheris has no wheels for every Python that we support and its coverage needs instrumented
bytecode; Hypothesis makes values from a grammar, and what breaks readers are files that are almost right. Pure Python
gives what matters of both: mutation of real files, inside their containers too, guided by the branches that an input
reaches in our own code.
"""
