using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VoiceBus.Gateway.Access;

namespace VoiceBus.AspNetCore;

/// <summary>Puts together who gets in.</summary>
internal static class AccessComposition
{
    /// <summary>Adds authentication, the policies, and what they ask.</summary>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    /// <exception cref="FormatException">A proxy is neither an address nor a network.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, VoiceBusOptions options)
    {
        var tokens = new AccessTokens(options.AdminToken, options.ReadToken, LiveConfiguration.Folder(options));
        var hosts = new AllowedHosts(options.Access, options.Provisioning);
        var origins = new AllowedOrigins(options.Access, options.Provisioning, options.Transport);
        services
            .AddSingleton(tokens)
            .AddSingleton(hosts)
            .AddSingleton(origins)
            .AddSingleton(new TrustedProxies(options.Provisioning))
            .AddSingleton<LocalMachine>()
            .AddSingleton<AccessRefusals>()
            .AddSingleton<SignInLinks>()
            .AddTransient<TokenAuthentication>()
            .ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, SignInJson.Default));
        // Not AddAuthentication, which also brings a ring of keys on the disk for cookies.
        services.AddAuthenticationCore(static authentication =>
        {
            authentication.AddScheme<TokenAuthentication>(TokenAuthentication.SchemeName, null);
        });
        // An application around it may have a scheme of its own; our routes ask for ours by its name.
        services.PostConfigure<AuthenticationOptions>(static authentication => authentication.DefaultScheme ??= TokenAuthentication.SchemeName);
        services.AddAuthorizationBuilder()
            .AddPolicy(RouteAccess.PolicyOf(AccessLevel.Read), static policy => Require(policy, nameof(AccessLevel.Read), nameof(AccessLevel.Admin)))
            .AddPolicy(RouteAccess.PolicyOf(AccessLevel.Operate), static policy => Require(policy, nameof(AccessLevel.Admin)))
            .AddPolicy(RouteAccess.PolicyOf(AccessLevel.Admin), static policy => Require(policy, nameof(AccessLevel.Admin)));
        return services.Configure<OpenApiOptions>("v1", static document => document.DescribeAccess());
    }

    private static void Require(AuthorizationPolicyBuilder policy, params string[] levels) =>
        policy.AddAuthenticationSchemes(TokenAuthentication.SchemeName).RequireClaim(TokenAuthentication.Claim, levels);

    /// <summary>Adds the routes' policies to the pipeline; call after sockets and files, which have their own.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }
}
