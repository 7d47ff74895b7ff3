using CallTracking.Samples.Web.Components.Pages.Audit;

namespace CallTracking.Samples.Web.Audit;

public sealed class AuditViewTests
{
    [Fact]
    public void ToUri_EveryCondition_ComesBackFromTheAddress()
    {
        var view = new AuditView { From = "2026-11-01", To = "2026-11-02", Employee = Guid.NewGuid(), Action = "contact.", Entity = "contact", Id = "a b" };
        AuditView.Of("http://host" + view.ToUri()).Should().Be(view);
        AuditView.Of("http://host/audit?from=never&employee=me&id=%20").Should().Be(new AuditView());
    }

    [Fact]
    public void ToFilter_Days_HoldTheLastOneWhole()
    {
        var filter = new AuditView { From = "2026-11-01", To = "2026-11-02" }.ToFilter(local => new DateTimeOffset(local, TimeSpan.FromHours(7)));
        (filter.To - filter.From).Should().Be(TimeSpan.FromDays(2));
    }

    [Fact]
    public void Pretty_JsonOrNot_StaysReadable()
    {
        AuditView.Pretty("{\"a\":1}").ReplaceLineEndings("\n").Should().Be("{\n  \"a\": 1\n}");
        AuditView.Pretty("not json").Should().Be("not json");
    }

    [Fact]
    public void LinkTo_WhatHasAPage_LeadsThere()
    {
        var id = Guid.NewGuid();
        AuditView.LinkTo("call", id.ToString()).Should().Be($"/calls/{id}");
        AuditView.LinkTo("call", "//evil").Should().BeNull();
        AuditView.LinkTo("role", id.ToString()).Should().BeNull();
    }
}
