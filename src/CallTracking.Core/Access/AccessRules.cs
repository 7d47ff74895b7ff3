namespace CallTracking.Access;

/// <summary>How roles add up, and who may give which.</summary>
internal static class AccessRules
{
    public static AccessGrants Combine(IReadOnlyCollection<Role> roles, IEnumerable<Guid> departments)
    {
        if (roles.Count == 0)
        {
            return AccessGrants.Nothing;
        }

        var scopes = new Dictionary<Permission, AccessScope>();
        foreach (var grant in roles.SelectMany(static role => role.Grants))
        {
            if (grant.Scope > scopes.GetValueOrDefault(grant.Permission))
            {
                scopes[grant.Permission] = grant.Scope;
            }
        }

        var masks = roles.Aggregate((FieldMask)~0, static (all, role) => all & role.Masks);
        return new AccessGrants(scopes, masks, departments);
    }

    /// <summary>Throws unless somebody has all of what he would give or take away. Rows of a team are those of the one whom it is given to, so
    /// they are only anybody's to give who has these departments himself.</summary>
    /// <exception cref="AccessDeniedException">He lacks some of it; it says what.</exception>
    public static void DemandCovers(Caller caller, AccessGrants given)
    {
        foreach (var (permission, scope) in given.Scopes)
        {
            var own = caller.Access.ScopeOf(permission);
            if (scope > own || (scope == AccessScope.Team && own == AccessScope.Team
                && given.Departments.Except(caller.Access.Departments).Any()))
            {
                throw new AccessDeniedException(permission);
            }
        }

        var shown = caller.Access.Masks & ~given.Masks;
        if (given.Scopes.Count > 0 && shown != FieldMask.None)
        {
            throw new AccessDeniedException(shown, "shown to others by you");
        }
    }
}
