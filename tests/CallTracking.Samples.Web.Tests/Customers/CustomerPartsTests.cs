using Bunit;
using CallTracking.Contacts;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

public sealed class CustomerPartsTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public void StatusChip_HostileName_ShowsTextOnly()
    {
        using var context = new BunitContext();

        var chip = context.Render<StatusChip>(part => part.Add(
            one => one.Status, new ContactStatus { Tenant = "default", Id = Guid.NewGuid(), Code = "x", Name = Hostile, Color = "#ff0000" }));

        chip.FindAll("img").Should().BeEmpty();
        chip.Find("[data-testid=status]").TextContent.Should().Contain(Hostile);
    }

    [Fact]
    public void ProblemList_HostileText_ShowsTextOnly()
    {
        using var context = new BunitContext();

        var list = context.Render<ProblemList>(part => part.Add(one => one.Problems, [Hostile]));

        list.FindAll("img").Should().BeEmpty();
        list.Find("li").TextContent.Should().Be(Hostile);
    }

    [Fact]
    public void CustomerPhoto_WithoutPhoto_ShowsWholeLettersOfTheName()
    {
        using var context = new BunitContext();
        context.Services.AddLocalization();
        context.Services.AddLogging();

        var photo = context.Render<CustomerPhoto>(part => part
            .Add(one => one.Id, Guid.NewGuid()).Add(one => one.PhotoId, null).Add(one => one.Name, "ស្រី ដារ៉ា"));

        photo.FindAll("img").Should().BeEmpty();
        photo.Find(".cu-photo-letters").TextContent.Length.Should().BeGreaterThan(2);
    }

    [Fact]
    public void CustomerPhoto_WithPhoto_AsksForThatVersionOfIt()
    {
        using var context = new BunitContext();
        context.Services.AddLocalization();
        context.Services.AddLogging();
        var (id, photoId) = (Guid.NewGuid(), Guid.NewGuid());

        var photo = context.Render<CustomerPhoto>(part => part.Add(one => one.Id, id).Add(one => one.PhotoId, photoId).Add(one => one.Name, "Dara"));

        photo.Find("img").GetAttribute("src").Should().Be($"/customers/{id}/photo/{photoId}");
    }
}
