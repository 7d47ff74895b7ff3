namespace CallTracking.Storage;

/// <summary>What every writer refuses before it touches the store.</summary>
public static class LedgerCommitCheck
{
    /// <summary>Checks that commits are whole and that each one's calls and gaps are of its own tenant.</summary>
    /// <param name="commits">What is to be written.</param>
    /// <exception cref="ArgumentException">A commit lacks its tenant or link, has no ordinal, or holds a call or gap of another tenant or link:
    /// a mistake of the caller that trying again cannot mend.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<LedgerCommit> commits)
    {
        ArgumentNullException.ThrowIfNull(commits);
        for (var i = 0; i < commits.Count; i++)
        {
            var commit = commits[i];
            if (string.IsNullOrEmpty(commit.Tenant) || string.IsNullOrEmpty(commit.Link))
            {
                throw new ArgumentException($"Commit {i} names no tenant or no link.", nameof(commits));
            }

            if (commit.Epoch < 1 || commit.Ordinal < 1)
            {
                throw new ArgumentException(
                    $"Commit {i} of link '{commit.Link}' has epoch {commit.Epoch} and ordinal {commit.Ordinal}; both count from 1.",
                    nameof(commits));
            }

            for (var g = 0; g < commit.Gaps.Count; g++)
            {
                if (commit.Gaps[g].Tenant != commit.Tenant || commit.Gaps[g].Link != commit.Link)
                {
                    throw new ArgumentException(
                        $"Commit {i} of link '{commit.Link}' holds gap {commit.Gaps[g].Id} of another tenant or link.", nameof(commits));
                }
            }

            for (var c = 0; c < commit.Calls.Count; c++)
            {
                if (commit.Calls[c].Tenant != commit.Tenant || commit.Calls[c].Link != commit.Link)
                {
                    throw new ArgumentException(
                        $"Commit {i} of link '{commit.Link}' holds call {commit.Calls[c].Id} of another tenant or link.", nameof(commits));
                }
            }
        }
    }
}
