using System.Globalization;
using System.Text;

namespace ModelGen.Cuda;

/// <summary>
/// The kernels of an assembly as PTX, in <c>Assembly.ptx</c> beside the program. The file is a line that names the build
/// of the assembly, then for each class of kernels and each architecture a line that names them and a module of PTX:
/// <code>
/// // kernels of App, module 3f2504e0-4f89-11d3-9a0c-0305e82c3301
/// // class App.Net+GpuKernels sm_80
/// .version 7.0
/// …
/// </code>
/// </summary>
internal sealed class PtxSidecar
{
    public const string Extension = ".ptx";

    private const string Header = "// kernels of ", Section = "// class ", ModuleMark = ", module ";

    private readonly Dictionary<(string Class, int Target), string> modules = [];

    private PtxSidecar(Guid module) => Module = module;

    /// <summary>The version id of the module that the kernels were compiled from.</summary>
    public Guid Module { get; }

    /// <summary>What there is, for people.</summary>
    public string Contents => modules.Count == 0 ? "nothing"
        : string.Join(", ", modules.Keys.Select(key => $"{key.Class} sm_{key.Target}").Order(StringComparer.Ordinal));

    public static string PathOf(Type kernels) =>
        Path.Combine(AppContext.BaseDirectory, kernels.Assembly.GetName().Name + Extension);

    /// <summary>The sidecar of the assembly that the class is in, if there is one.</summary>
    /// <exception cref="GpuException">It cannot be read, or is something else.</exception>
    public static PtxSidecar? Of(Type kernels)
    {
        var path = PathOf(kernels);
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new GpuException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The module of a class for the latest architecture that the device can run.</summary>
    public string? Find(string name, int capability)
    {
        string? best = null;
        foreach (var target in PtxTarget.All)
            if (target <= capability && modules.TryGetValue((name, target), out var ptx))
                best = ptx;
        return best;
    }

    /// <exception cref="FormatException">This is no sidecar.</exception>
    public static PtxSidecar Parse(string text)
    {
        var lines = text.Split('\n');
        var mark = lines[0].LastIndexOf(ModuleMark, StringComparison.Ordinal);
        if (!lines[0].StartsWith(Header, StringComparison.Ordinal) || mark < 0)
            throw new FormatException("it does not begin as ModelGen's files of kernels do.");
        var sidecar = new PtxSidecar(Guid.Parse(lines[0].AsSpan(mark + ModuleMark.Length).Trim()));

        (string, int)? key = null;
        var module = new StringBuilder();
        foreach (var line in lines.Skip(1))
        {
            if (line.StartsWith(Section, StringComparison.Ordinal))
            {
                Add();
                var target = line.LastIndexOf(" sm_", StringComparison.Ordinal);
                if (target < Section.Length)
                    throw new FormatException($"it names no architecture in \"{line}\".");
                key = (line[Section.Length..target], int.Parse(line.AsSpan(target + 4), CultureInfo.InvariantCulture));
                continue;
            }
            module.Append(line).Append('\n');
        }
        Add();
        return sidecar;

        void Add()
        {
            if (key is { } of)
                sidecar.modules[of] = module.ToString();
            module.Clear();
        }
    }

    /// <param name="assembly">The assembly's name.</param>
    /// <param name="module">The version id of its module.</param>
    /// <param name="modules">Class, architecture and PTX.</param>
    public static string Print(string assembly, Guid module, IEnumerable<(string Class, int Target, string Ptx)> modules)
    {
        var text = new StringBuilder().Append(Header).Append(assembly).Append(ModuleMark).Append(module).Append('\n');
        foreach (var (name, target, ptx) in modules)
            text.Append(Section).Append(name).Append(" sm_").Append(target).Append('\n').Append(ptx);
        return text.ToString();
    }
}
