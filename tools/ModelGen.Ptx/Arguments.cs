namespace ModelGen.Ptx;

/// <param name="Assembly">The built assembly.</param>
/// <param name="Targets">Compute capabilities: 80, 90.</param>
/// <param name="Folder">Where the .ptx files are written.</param>
/// <param name="List">The file that names them.</param>
/// <param name="References">Assemblies that the compilation referred to.</param>
internal sealed record Arguments(string Assembly, int[] Targets, string Folder, string List, string[] References)
{
    private static readonly Dictionary<string, int> known = new() { ["sm_80"] = 80, ["sm_90"] = 90 };

    public static Arguments Read(string file)
    {
        var values = File.ReadAllLines(file).Where(line => line.Contains('='))
            .ToLookup(line => line[..line.IndexOf('=')], line => line[(line.IndexOf('=') + 1)..]);
        return new(
            Full(One("assembly")), [.. One("targets").Split(';', Split).Select(Target)], Full(One("folder")),
            Full(One("list")), [.. values["reference"].Select(Full)]);

        string One(string name) => values[name].SingleOrDefault()
            ?? throw new PtxException($"{file} has no {name}.");
    }

    private const StringSplitOptions Split = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static string Full(string path) => Path.GetFullPath(path);

    private static int Target(string name) => known.TryGetValue(name, out var target) ? target : throw new PtxException(
        $"ModelGenPtx names {name}; kernels are compiled for {string.Join(" and ", known.Keys)}, and run on all later GPUs.");
}
