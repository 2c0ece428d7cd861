using ModelGen.Tests;

namespace ModelGen.Packaging.Tests;

/// <summary>All tests share one package.</summary>
[CollectionDefinition("package")]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>;

/// <summary>
/// A folder outside the repository that holds the freshly packed ModelGen as the only source of it, and the projects
/// that use it. Its version is new each time, so that no cache can offer an older one.
/// </summary>
public sealed class PackageFeed : IAsyncLifetime
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-packages-").FullName;

    /// <summary>The version under which everything is packed here.</summary>
    public string Version { get; } = $"0.0.1-test{DateTime.UtcNow:yyyyMMddHHmmss}";

    private string Feed => Path.Combine(folder, "feed");

    /// <summary>The packed library.</summary>
    public string Package => Path.Combine(Feed, $"ModelGen.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        // Packages come from the feed and, for what ModelGen depends on, from where they came for this build.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <packageSources><add key="feed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="build" value="{RestoredPackages()}" /></fallbackPackageFolders>
            </configuration>
            """);
        await PackBuiltAsync("ModelGen");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Packs a project of the repository that was built with the tests into the feed.</summary>
    public Task<string> PackBuiltAsync(string name) =>
        PackAsync(Repository.Path("src", name), "--no-build", "-c", Configuration);

    /// <summary>Packs a project into the feed.</summary>
    public Task<string> PackAsync(string project, params string[] options) =>
        DotNet.RunAsync(project, ["pack", .. options, "-o", Feed, $"-p:PackageVersion={Version}"]);

    /// <summary>A copy of one of the folders under <c>Projects</c>, outside the repository.</summary>
    public string Create(string project)
    {
        var target = Path.Combine(folder, project);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Projects", project)))
        {
            var text = File.ReadAllText(file).Replace("$version$", Version, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), text);
        }
        return target;
    }

    /// <summary>
    /// A copy of a sample outside the repository, under a name of its own, that takes ModelGen from the package.
    /// </summary>
    public string CopySample(string sample, string name)
    {
        var source = Repository.Path("samples", sample);
        var target = Path.Combine(folder, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (relative.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj") continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, relative))!);
            File.Copy(file, Path.Combine(target, relative));
        }
        // What samples/Directory.Build.props says, with the package in the place of the projects.
        var project = Path.Combine(target, sample + ".csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", $"""
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ModelGen" Version="{Version}" />
              </ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        return target;
    }

    private static string RestoredPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
