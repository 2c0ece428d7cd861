using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Ptx;

/// <summary>
/// What can be seen in PTX without a GPU: barriers, asynchronous copies, accesses to shared memory and what a warp does
/// together come in the order of the source (at O2 ILGPU moves them over barriers), everything is in registers and in one
/// function, and nothing is approximate.
/// </summary>
internal static partial class PtxWalk
{
    // What a kernel may have without asking for more at each launch ("CUDA C++ Programming Guide", compute capabilities).
    private const int SharedBytes = 48 * 1024;

    /// <summary>Compiles the kernels together and walks each.</summary>
    public static void Check(params MethodInfo[] kernels)
    {
        foreach (var computeCapability in new[] { 80, 90 })
        {
            var module = PtxCompiler.Compile(kernels, computeCapability);
            foreach (var kernel in kernels)
            {
                var complaints = Complaints(kernel, module);
                Assert.True(complaints.Count == 0, $"{kernel.Name}: {string.Join("; ", complaints)}");
            }
        }
    }

    /// <summary>What is wrong with a kernel of a module; nothing if the list is empty.</summary>
    public static List<string> Complaints(MethodInfo kernel, string module)
    {
        var start = module.IndexOf($".entry {kernel.Name}(", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{kernel.Name} is no entry of the module");
        var entry = module[start..module.IndexOf("\n}\n", start, StringComparison.Ordinal)];

        List<string> complaints = [.. Forbidden().Matches(entry).Select(match => match.Value).Distinct()];
        var shared = Shared().Matches(entry).Sum(match => int.Parse(match.Groups["bytes"].ValueSpan));
        if (shared > SharedBytes) complaints.Add($"{shared} bytes of shared memory");
        if (AccessGraph.Difference(KernelIl.AccessesOf(kernel), AccessesOf(entry)) is { } difference) complaints.Add(difference);
        return complaints;
    }

    private static AccessGraph AccessesOf(string entry)
    {
        AccessGraph graph = new();
        var point = graph.Entry;
        Dictionary<string, int> labels = [];
        foreach (var line in entry.Split('\n').Select(line => line.Trim()))
        {
            if (line.EndsWith(':'))
            {
                graph.Connect(point, PointOf(line[..^1]));
                point = PointOf(line[..^1]);
            }
            foreach (Match match in Accesses().Matches(line)) point = graph.Add(point, AccessOf(match.Groups["what"].Value));
            var jump = Jump().Match(line);
            if (jump.Success) graph.Connect(point, jump.Groups["label"].Success ? PointOf(jump.Groups["label"].Value) : graph.Exit);
            if (jump.Success && !jump.Groups["condition"].Success) point = graph.AddPoint();
        }
        return graph;

        int PointOf(string label) => labels.TryGetValue(label, out var known) ? known : labels[label] = graph.AddPoint();
    }

    private static SharedAccess AccessOf(string instruction) => instruction switch
    {
        "ld" => SharedAccess.Load,
        "st" => SharedAccess.Store,
        "atom" or "red" => SharedAccess.Atomic,
        "shfl" => SharedAccess.Shuffle,
        "mma" => SharedAccess.Multiply,
        "ldmatrix" => SharedAccess.LoadMatrix,
        "cp.async.ca" or "cp.async.cg" => SharedAccess.Copy,
        "cp.async.commit_group" => SharedAccess.Commit,
        "cp.async.wait_group 0" => SharedAccess.Wait0,
        "cp.async.wait_group 1" => SharedAccess.Wait1,
        "cp.async.wait_group 2" => SharedAccess.Wait2,
        _ => SharedAccess.Barrier,
    };

    // Within the braces of an instruction too; a declaration of shared memory is no access.
    [GeneratedRegex(@"(?:^|[;{}])\s*(?:@!?%\w+\s+)?(?<what>(?:ld|st|atom|red)(?=\.shared)|bar\.(?:sync|red)|shfl|mma|ldmatrix|cp\.async\.c[ag]|cp\.async\.commit_group|cp\.async\.wait_group \d)")]
    private static partial Regex Accesses();

    [GeneratedRegex(@"^(?<condition>@!?%\w+\s+)?(?:bra(?:\.uni)?\s+(?<label>\w+)|ret);")]
    private static partial Regex Jump();

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 \w+\[(?<bytes>\d+)\]")]
    private static partial Regex Shared();

    // Memory of one thread, functions, what needs linking, approximations, lost small numbers, sums in the order of arrival.
    [GeneratedRegex(@"\.local\b|\.extern\b|\.func\b|\bcall\b|\bbrx\b|[\w.]*\.approx[\w.]*|[\w.]*\.ftz[\w.]*|div\.full[\w.]*|\b(?:atom|red)\.[\w.]*\.f(?:16|32|64)")]
    private static partial Regex Forbidden();
}
