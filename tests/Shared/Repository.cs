namespace ModelGen.Tests;

/// <summary>
/// The checkout that the tests were built from: the first folder above the test's assembly that holds ModelGen.sln.
/// ([CallerFilePath] is no way there: builds on a CI server map it to /_/….)
/// </summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ModelGen.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"There is no ModelGen.sln above {AppContext.BaseDirectory}.");
    }
}
