using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Net.Http.Headers;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Tells who calls a route that asks for it: whoever has one of the two tokens, or this machine itself. Who is refused is
/// told what would let him in. One per request.
/// </summary>
public sealed class TokenAuthentication(AccessTokens tokens, LocalMachine machine, WrongTokens wrong, AccessRefusals refusals) : IAuthenticationHandler
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "VoiceBus";

    /// <summary>The claim that says what its owner may do; its value is an <see cref="AccessLevel"/>.</summary>
    public const string Claim = "access";

    private HttpContext _context = null!;
    private AccessVerdict? _verdict;
    private bool? _guesses;

    /// <summary>Whether the caller of a route may see and do everything.</summary>
    public static bool IsAdmin(HttpContext context) => context.User.HasClaim(Claim, nameof(AccessLevel.Admin));

    /// <inheritdoc/>
    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AuthenticateResult> AuthenticateAsync()
    {
        if (_context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (Credentials.Bearer(_context.Request) is { } token)
        {
            if (_guesses ??= wrong.IsRefused(_context))
                return Task.FromResult(AuthenticateResult.NoResult());
            if (LevelOf(token) is { } level)
                return Task.FromResult(Success(level));
        }

        _verdict ??= machine.Judge(_context);
        return Task.FromResult(_verdict == AccessVerdict.Machine ? Success(AccessLevel.Admin) : AuthenticateResult.NoResult());
    }

    /// <inheritdoc/>
    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        if (_guesses == true)
        {
            _context.Response.Headers.RetryAfter = "60";
            return AccessAnswers.ProblemAsync(
                _context, StatusCodes.Status429TooManyRequests,
                "Too many wrong tokens came from this address; it may try again in a minute. limits.wrong_tokens_per_minute of the live configuration says how many.");
        }

        if (_guesses is not null)
            wrong.Count(_context);
        switch (_verdict)
        {
            case AccessVerdict.UnknownHost:
                return AccessAnswers.UnknownHostAsync(_context, refusals);
            case AccessVerdict.ForeignPage:
                return AccessAnswers.ForeignPageAsync(_context, refusals);
            default:
                _context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"VoiceBus\"";
                var (kind, what) = Credentials.Bearer(_context.Request) is null ? ("token", "no token") : ("wrong_token", "another token");
                refusals.Tell(_context, kind, $"{Route} came with {what}; it needs the one {Place()}");
                return AccessAnswers.ProblemAsync(
                    _context, StatusCodes.Status401Unauthorized,
                    "This needs a token: Authorization: Bearer <token>. The admin token is in the file admin-token of the server's data folder, "
                    + "unless VOICEBUS_ADMIN_TOKEN gives it; the link that the server prints at its start signs a browser in once.");
        }
    }

    /// <inheritdoc/>
    public Task ForbidAsync(AuthenticationProperties? properties)
    {
        refusals.Tell(_context, "read_only", $"{Route} came with the read token");
        return AccessAnswers.ProblemAsync(
            _context, StatusCodes.Status403Forbidden, "The read token only reads; this needs the admin token.");
    }

    private string Route => $"{_context.Request.Method} {(_context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";

    private static AuthenticateResult Success(AccessLevel level) => AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(Claim, level.ToString())], SchemeName)), SchemeName));

    // A token that cannot be read lets nobody in; who asks is refused as with any wrong one.
    private AccessLevel? LevelOf(string token)
    {
        try
        {
            return tokens.LevelOf(token);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Who was refused shall find one: a server that only this machine was meant to reach has made none yet.
    private string Place()
    {
        try
        {
            tokens.Ensure();
            return tokens.Admin.Place;
        }
        catch (Exception unkept) when (unkept is IOException or UnauthorizedAccessException)
        {
            return "of VOICEBUS_ADMIN_TOKEN: none could be kept in the data folder";
        }
    }
}
