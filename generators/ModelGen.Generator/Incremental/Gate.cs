using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Incremental;

/// <summary>
/// All text that a model can depend on, found without binding anything: tensor-typed methods and models, and then
/// every member that they name, and so on. Equal gates mean equal models, so that most edits stop here.
/// </summary>
internal sealed class Gate : IEquatable<Gate>
{
    private readonly List<string> texts = [];
    private readonly List<object> references = [];
    private readonly WeakReference<Compilation> compilation;

    private Gate(Compilation compilation) => this.compilation = new WeakReference<Compilation>(compilation);

    /// <summary>
    /// The compilation it was made from. Weak, as an unchanged gate outlives it; while a new gate is read, it lives.
    /// </summary>
    public Compilation? Compilation => compilation.TryGetTarget(out var target) ? target : null;

    public static Gate Of(Compilation compilation, CancellationToken cancellation)
    {
        var gate = new Gate(compilation);
        gate.texts.Add(compilation.AssemblyName ?? "");
        var files = new List<FileFacts>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(FileFacts.Of(tree));
        }
        foreach (var reference in compilation.References)
        {
            // In an editor another project is a compilation, a new one after each of its edits: read its text too.
            if (reference is CompilationReference project)
                files.AddRange(project.Compilation.SyntaxTrees.Select(FileFacts.Of));
            else if (reference is PortableExecutableReference portable)
                gate.references.Add(portable.GetMetadataId());
        }
        gate.Collect(files, cancellation);
        return gate;
    }

    public bool Equals(Gate? other) =>
        other is not null && texts.SequenceEqual(other.texts) && references.SequenceEqual(other.references);

    public override bool Equals(object? obj) => Equals(obj as Gate);

    public override int GetHashCode() => texts.Count;

    private void Collect(List<FileFacts> files, CancellationToken cancellation)
    {
        var byName = new Dictionary<string, List<Fragment>>(StringComparer.Ordinal);
        var pending = new Stack<Fragment>();
        foreach (var (name, fragment) in files.SelectMany(file => file.Fragments))
        {
            if (!byName.TryGetValue(name, out var named))
                byName[name] = named = [];
            named.Add(fragment);
            if (fragment.IsRoot)
                pending.Push(fragment);
        }
        foreach (var entry in new[] { "Forward", "Loss" })
            if (pending.Count > 0 && byName.TryGetValue(entry, out var named))
                named.ForEach(pending.Push);

        var included = new HashSet<Fragment>();
        var seenNames = new HashSet<string>(StringComparer.Ordinal);
        while (pending.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var fragment = pending.Pop();
            if (!included.Add(fragment))
                continue;
            if (fragment.Head is not null)
                pending.Push(fragment.Head);
            foreach (var name in fragment.Identifiers)
                if (seenNames.Add(name) && byName.TryGetValue(name, out var named))
                    named.ForEach(pending.Push);
        }

        foreach (var file in files)
        {
            if (file.GlobalUsings.Length > 0) texts.Add(file.GlobalUsings);
            if (file.Attributes.Length > 0) texts.Add(file.Attributes);
            var before = texts.Count;
            texts.AddRange(file.Fragments.Where(pair => included.Contains(pair.Fragment)).Select(pair => pair.Fragment.Text));
            if (texts.Count > before) texts.Add(file.Usings);
        }
    }
}
