using Microsoft.AspNetCore.Authentication;
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
            authentication.DefaultScheme = TokenAuthentication.SchemeName;
            authentication.AddScheme<TokenAuthentication>(TokenAuthentication.SchemeName, null);
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(nameof(AccessLevel.Read), static policy => policy.RequireClaim(TokenAuthentication.Claim, nameof(AccessLevel.Read), nameof(AccessLevel.Admin)))
            .AddPolicy(nameof(AccessLevel.Operate), static policy => policy.RequireClaim(TokenAuthentication.Claim, nameof(AccessLevel.Admin)))
            .AddPolicy(nameof(AccessLevel.Admin), static policy => policy.RequireClaim(TokenAuthentication.Claim, nameof(AccessLevel.Admin)));
        return services.Configure<OpenApiOptions>("v1", static document => document.DescribeAccess());
    }

    /// <summary>Adds the routes' policies to the pipeline; call after sockets and files, which have their own.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }
}
