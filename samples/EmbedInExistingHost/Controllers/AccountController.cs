using System.Security.Claims;
using EmbedInExistingHost.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace EmbedInExistingHost.Controllers;

/// <summary>The shop's own sign-in.</summary>
public sealed class AccountController(AccountList accounts) : Controller
{
    /// <summary>Asks who it is.</summary>
    /// <param name="returnUrl">Where to go on.</param>
    [HttpGet]
    public IActionResult Login(string? returnUrl) => View(model: returnUrl);

    /// <summary>Signs in.</summary>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="returnUrl">Where to go on.</param>
    [HttpPost]
    public async Task<IActionResult> Login(string? name, string? password, string? returnUrl)
    {
        if (!accounts.Knows(name, password))
        {
            ModelState.AddModelError(string.Empty, "Name and password do not belong together.");
            return View(model: returnUrl);
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, name!), new Claim(ClaimTypes.Name, name!)], CookieAuthenticationDefaults.AuthenticationScheme);
        await HttpContext.SignInAsync(new ClaimsPrincipal(identity));
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }

    /// <summary>Signs out.</summary>
    [HttpPost]
    public async Task<IActionResult> Logout()
    {
        await HttpContext.SignOutAsync();
        return RedirectToAction(nameof(Login));
    }
}
