"""What the scripts in this folder run that is no part of otpdoctor: from PyPI, each in a folder of its own."""
import shutil, subprocess, venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tools(name):
    """The programs that contrib/NAME/requirements.txt names, installed in target/NAME/venv where they are not yet."""
    wanted, place = ROOT / "contrib" / name / "requirements.txt", ROOT / "target" / name / "venv"
    done = place / "requirements.txt"
    if not done.exists() or done.read_bytes() != wanted.read_bytes():
        venv.create(place, with_pip=True, clear=True)
        pip = [place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted]
        subprocess.run(pip, check=True)
        shutil.copy(wanted, done)
    return place / "bin"
