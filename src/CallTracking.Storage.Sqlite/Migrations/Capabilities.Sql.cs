using Microsoft.EntityFrameworkCore.Migrations;

namespace CallTracking.Storage.Sqlite.Migrations;

/// <content>What EF Core cannot say: the generated part calls it.</content>
internal sealed partial class Capabilities
{
    private static void BeforeUp(MigrationBuilder migrationBuilder)
    {
    }

    private static void AfterUp(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(SqliteContactSearch.Create);
    }

    private static void BeforeDown(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(SqliteContactSearch.Drop);
    }
}
