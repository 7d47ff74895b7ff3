using Microsoft.EntityFrameworkCore.Migrations;

namespace CallTracking.Storage.PostgreSql.Migrations;

/// <content>What EF Core cannot say: the generated part calls it.</content>
internal sealed partial class Capabilities
{
    private static void BeforeUp(MigrationBuilder migrationBuilder)
    {
        // Nobody wrote it before this version, and text becomes an id only where it is said how.
        migrationBuilder.Sql("ALTER TABLE ct_participants ALTER COLUMN employee TYPE uuid USING employee::uuid;");
    }

    private static void AfterUp(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(PostgreSqlContactSearch.Create);
    }

    private static void BeforeDown(MigrationBuilder migrationBuilder)
    {
    }
}
