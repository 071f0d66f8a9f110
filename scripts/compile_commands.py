# scripts/compile_commands.py: writes how each file is compiled, for editors and clang's tools.
#
# It asks make what it would do if nothing were built yet, and prints a JSON compilation database.
import json
import os
import re
import subprocess

lines = subprocess.run(["make", "-nB", "all"], capture_output=True, text=True, check=True).stdout
root = os.getcwd()
entries = []
for line in lines.replace("\\\n", " ").splitlines():
    found = re.search(r" -c (\S+\.(?:cpp|c|S)) -o (\S+)$", line.strip())
    if found:
        entries.append({"directory": root, "file": found[1], "output": found[2], "command": line.strip().lstrip("@")})
print(json.dumps(entries, indent=1))
