global using LedgerConformance = CallTracking.Testing.Stores.LedgerConformance;
global using OpenStore = CallTracking.Testing.Stores.OpenStore;
global using Sample = CallTracking.Testing.Stores.LedgerSample;
