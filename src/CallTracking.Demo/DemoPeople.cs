namespace CallTracking.Demo;

/// <summary>Names, words and things that a small company has.</summary>
internal static class DemoPeople
{
    public static readonly string[] GivenNames =
    [
        "Ada", "Boris", "Chanthy", "Dara", "Elena", "Farid", "Grace", "Hugo", "Irina", "Jun", "Kosal", "Lena", "Mara", "Nils", "Olga", "Pisey",
        "Quentin", "Rosa", "Sokha", "Timur", "Uma", "Viktor", "Wanda", "Xenia", "Yusuf", "Zoe",
    ];

    public static readonly string[] FamilyNames =
    [
        "Amber", "Brook", "Cedar", "Dale", "Elm", "Field", "Grove", "Heath", "Isle", "Juniper", "Knoll", "Lake", "Marsh", "North", "Oak", "Pine",
        "Quarry", "Ridge", "Stone", "Thorn", "Vale", "Wood",
    ];

    public static readonly string[] Businesses =
    [
        "Bakery", "Bicycles", "Books", "Clinic", "Dairy", "Flowers", "Furniture", "Garage", "Glass", "Hotel", "Joinery", "Laundry", "Nursery",
        "Optics", "Printing", "Roofing", "School", "Tailoring", "Tools", "Travel",
    ];

    public static readonly string[] Notes =
    [
        "Prefers to be called in the morning.", "Asked for the new price list.", "Wants delivery to the side entrance.",
        "Pays by bank transfer at the end of the month.", "Interested in the larger model, decides next week.",
        "Was content with the last delivery.", "Complained about the delay; sent an apology.", "Asks for the same contact person each time.",
        "New assistant answers the phone since this month.", "Would like a visit before ordering again.",
    ];

    public static readonly string[] Tasks =
    [
        "Send the price list", "Call about the open invoice", "Confirm the delivery date", "Prepare an offer", "Ask how the delivery went",
        "Check the returned goods", "Arrange a visit", "Update the address", "Send the contract again", "Find out about the larger model",
    ];

    public static readonly string[] Praise = ["Friendly and quick.", "Solved it at once.", "Thank you!", "Knew everything about my order."];

    public static readonly string[] Blame = ["Had to wait too long.", "Was sent from one to the other.", "Nobody called back."];

    /// <summary>Who works here: department, and the extensions of its people, the first of whom leads it.</summary>
    public static readonly (string Department, string[] Extensions)[] Staff =
    [
        ("Sales", ["7001", "7002", "7003", "7004"]), ("Service", ["7005", "7006", "7007"]), ("Reception", ["7008", "7009", "7010"]),
        ("Office", ["7011", "7012"]),
    ];
}
