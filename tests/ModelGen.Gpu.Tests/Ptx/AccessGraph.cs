namespace ModelGen.Tests.Ptx;

/// <summary>Accesses to shared memory, what orders them, and what the threads of a warp do together.</summary>
internal enum SharedAccess { Load, Store, Atomic, LoadMatrix, Copy, Commit, Wait0, Wait1, Wait2, Barrier, Shuffle, Multiply }

/// <summary>
/// In which orders a program can do its accesses: points of the program, and ways from one to the next with an access or
/// without. Two programs with the same orders may have their blocks in different places and their conditions inverted.
/// </summary>
internal sealed class AccessGraph
{
    private readonly List<List<(SharedAccess? Access, int To)>> ways = [];

    public int Entry { get; }
    public int Exit { get; }

    public AccessGraph() => (Entry, Exit) = (AddPoint(), AddPoint());

    public int AddPoint()
    {
        ways.Add([]);
        return ways.Count - 1;
    }

    public void Connect(int from, int to) => ways[from].Add((null, to));

    /// <summary>The point after an access.</summary>
    public int Add(int from, SharedAccess access)
    {
        var to = AddPoint();
        ways[from].Add((access, to));
        return to;
    }

    /// <summary>
    /// The shortest order that one of two programs allows and the other does not; null if they allow the same.
    /// </summary>
    public static string? Difference(AccessGraph source, AccessGraph compiled)
    {
        Queue<(int[] Source, int[] Compiled, string Path)> open = [];
        HashSet<string> seen = [];
        open.Enqueue((source.Reach([source.Entry]), compiled.Reach([compiled.Entry]), ""));
        while (open.TryDequeue(out var at))
        {
            if (!seen.Add($"{string.Join(',', at.Source)}|{string.Join(',', at.Compiled)}")) continue;
            if (at.Source.Contains(source.Exit) != at.Compiled.Contains(compiled.Exit))
                return $"after{at.Path} {(at.Source.Contains(source.Exit) ? "the source" : "PTX")} may end";
            foreach (var access in Enum.GetValues<SharedAccess>())
            {
                int[] next = source.Step(at.Source, access), nextCompiled = compiled.Step(at.Compiled, access);
                if (next.Length > 0 != nextCompiled.Length > 0)
                    return $"after{at.Path} {(next.Length > 0 ? "the source" : "PTX")} has {access}";
                if (next.Length > 0) open.Enqueue((next, nextCompiled, $"{at.Path} {access}"));
            }
        }
        return null;
    }

    // All points that can be reached without an access.
    private int[] Reach(IEnumerable<int> points)
    {
        SortedSet<int> reached = [.. points];
        Stack<int> open = new(reached);
        while (open.TryPop(out var point))
        {
            foreach (var (access, to) in ways[point])
                if (access is null && reached.Add(to)) open.Push(to);
        }
        return [.. reached];
    }

    private int[] Step(int[] points, SharedAccess access) =>
        Reach(points.SelectMany(point => ways[point]).Where(way => way.Access == access).Select(way => way.To));
}
