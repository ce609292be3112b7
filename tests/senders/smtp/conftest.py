"""The hostile server and the certificates are modules beside the tests, and so importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
