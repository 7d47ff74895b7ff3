#!/usr/bin/env bash
# check-packages.sh FOLDER: every package in it has a README, a licence, a description, XML docs and a symbol package beside it.
set -euo pipefail
folder=${1:?usage: check-packages.sh FOLDER}
shopt -s nullglob
packages=("$folder"/*.nupkg)
[ ${#packages[@]} -gt 0 ] || { echo "no packages in $folder"; exit 1; }
for package in "${packages[@]}"; do
  python3 - "$package" <<'PY'
import pathlib, re, sys, zipfile
path = pathlib.Path(sys.argv[1])
package = zipfile.ZipFile(path)
names = package.namelist()
spec = package.read(next(n for n in names if n.endswith(".nuspec"))).decode()
wanted = {
    "README": "README.md" in names,
    "licence": '<license type="expression">MIT</license>' in spec,
    "description": re.search(r"<description>.{30,}</description>", spec, re.S) is not None and "Package Description" not in spec,
    "documentation": any(n.startswith("lib/net10.0/") and n.endswith(".xml") for n in names),
    "symbols": path.with_suffix(".snupkg").exists(),
    "repository commit": re.search(r'<repository [^>]*commit="[0-9a-f]{40}"', spec) is not None,
}
missing = [what for what, there in wanted.items() if not there]
print(f"{path.name}: " + ("ok" if not missing else "lacks " + ", ".join(missing)))
sys.exit(1 if missing else 0)
PY
done
