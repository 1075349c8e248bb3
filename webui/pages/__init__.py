"""The pages: one blueprint, mounted at the root in Indonesian and under /en in English."""
