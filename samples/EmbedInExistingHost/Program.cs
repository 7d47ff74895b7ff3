using EmbedInExistingHost;

await using var shop = Shop.Build(args);
await shop.RunAsync();
