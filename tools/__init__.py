"""What builds and normalises: canonical form, exercises, drawings, handouts, the server for tests, the benchmark."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
