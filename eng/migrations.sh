#!/usr/bin/env bash
# Makes the migration of this version anew in both stores, after the model changed and before the version is released. A released migration
# is never touched: give the next version's a name of its own below.
#
# Needs the tool dotnet-ef (dotnet tool install --tool-path DIR dotnet-ef); DOTNET_EF names it.
set -euo pipefail
cd "$(dirname "$0")/.."
name=Capabilities
tool=${DOTNET_EF:-}
if [[ -z $tool ]]; then
  tool=$(command -v dotnet-ef || true)
fi
if [[ -z $tool ]]; then
  echo "migrations.sh: no dotnet-ef: install it (dotnet tool install --tool-path DIR dotnet-ef) and set DOTNET_EF to it." >&2
  exit 2
fi

for store in Sqlite PostgreSql; do
  project=src/CallTracking.Storage.$store
  folder=$project/Migrations
  newest=$(find "$folder" -name '[0-9]*_*.Designer.cs' | sort | tail -1)
  if [[ $newest == *_"$name".Designer.cs ]]; then
    rm "$newest" "${newest%.Designer.cs}.cs"
    newest=$(find "$folder" -name '[0-9]*_*.Designer.cs' | sort | tail -1)
  fi

  # The snapshot is what the newest migration left: its designer's model under another name.
  snapshot=$(find "$folder" -name '*ModelSnapshot.cs')
  python3 - "$newest" "$snapshot" <<'PY'
import re, sys
designer, snapshot = (open(path, encoding="utf-8-sig").read() for path in sys.argv[1:])
model = re.search(r"void BuildTargetModel\(ModelBuilder modelBuilder\)\n(.*?\n        \})", designer, re.S).group(1)
text = re.sub(r"(void BuildModel\(ModelBuilder modelBuilder\)\n)(.*?\n        \})", lambda found: found.group(1) + model, snapshot, count=1, flags=re.S)
open(sys.argv[2], "w", encoding="utf-8").write(text)
PY
  dotnet build "$project" -v q --nologo -p:RunAnalyzers=false
  "$tool" migrations add "$name" --no-build --project "$project" --output-dir Migrations

  # What EF Core cannot say stands in $name.Sql.cs beside it.
  made=$(find "$folder" -name "[0-9]*_$name.cs")
  python3 - "$made" <<'PY'
import sys
path = sys.argv[1]
text = open(path, encoding="utf-8-sig").read()
text = text.replace("public partial class", "internal sealed partial class", 1)
up, down = text.split("protected override void Down(MigrationBuilder migrationBuilder)\n        {\n", 1)
head, body = up.split("protected override void Up(MigrationBuilder migrationBuilder)\n        {\n", 1)
end = body.rindex("        }\n")
body = "            BeforeUp(migrationBuilder);\n" + body[:end] + "            AfterUp(migrationBuilder);\n" + body[end:]
text = (head + "protected override void Up(MigrationBuilder migrationBuilder)\n        {\n" + body
        + "protected override void Down(MigrationBuilder migrationBuilder)\n        {\n            BeforeDown(migrationBuilder);\n" + down)
open(path, "w", encoding="utf-8").write(text)
PY
done
