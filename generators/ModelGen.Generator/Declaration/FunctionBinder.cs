using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>
/// Finds and binds the functions that models reach: methods, getters, constructors of records and initialisers of
/// constants in this project, and the published layers of others. Each is bound once.
/// </summary>
internal sealed class FunctionBinder(Compilation compilation, KnownSymbols known, CancellationToken cancellation)
{
    private readonly Dictionary<string, BoundFunction?> bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ISymbol> symbols = new(StringComparer.Ordinal);
    private readonly LayerSources published = new(compilation);

    public KnownSymbols Known { get; } = known;

    /// <summary>The id of a member that can be evaluated here; null if its body is not to be had.</summary>
    public string? IdOf(ISymbol member)
    {
        member = member is IMethodSymbol { ReducedFrom: { } extension } ? extension : member;
        member = member.OriginalDefinition;
        if (member.GetDocumentationCommentId() is not { } id)
            return null;
        if (IsHere(member))
            symbols[id] = member;
        return IsHere(member) || published.Find(id) is not null ? id : null;
    }

    /// <summary>Whether a function is written in this project.</summary>
    public bool IsHere(string id) => symbols.ContainsKey(id);

    /// <summary>A function and everything it reaches, or null where a body is missing.</summary>
    public IEnumerable<BoundFunction> Reach(IEnumerable<string> entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<string>(entries);
        while (pending.Count > 0)
        {
            var id = pending.Dequeue();
            if (!seen.Add(id) || Find(id) is not { } function)
                continue;
            yield return function;
            foreach (var call in function.Calls)
                pending.Enqueue(call);
        }
    }

    /// <summary>Adds a function that no member stands for, such as the one that layer attributes are turned into.</summary>
    public void Add(BoundFunction function) => bound[function.Function.Id] = function;

    public BoundFunction? Find(string id)
    {
        cancellation.ThrowIfCancellationRequested();
        if (bound.TryGetValue(id, out var found))
            return found;
        bound[id] = found = symbols.TryGetValue(id, out var member)
            ? Bind(member, id)
            : published.Find(id) is { } function ? new BoundFunction(function, [], IsBroken: false) : null;
        return found;
    }

    /// <summary>A project reference in an editor offers the trees of another compilation; they are not ours to bind.</summary>
    private bool IsHere(ISymbol member) =>
        member.DeclaringSyntaxReferences.Any(reference => compilation.ContainsSyntaxTree(reference.SyntaxTree))
        || member is IMethodSymbol { AssociatedSymbol: { } property } && IsHere(property);

    private BoundFunction? Bind(ISymbol member, string id)
    {
        var declaration = (member.DeclaringSyntaxReferences.FirstOrDefault(reference => compilation.ContainsSyntaxTree(reference.SyntaxTree))
            ?? (member as IMethodSymbol)?.AssociatedSymbol?.DeclaringSyntaxReferences.FirstOrDefault())?.GetSyntax(cancellation);
        if (declaration is null)
            return null;
        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
        var body = new BodyBinder(this);
        Statement statement;
        try
        {
            statement = member switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => RecordBinder.Constructor(constructor, declaration, model, body, cancellation),
                IMethodSymbol => body.Body(Operation(declaration, model)),
                _ => body.Initializer(declaration, model, cancellation),
            };
        }
        catch (InvalidOperationException) when (HasErrors(declaration, model))
        {
            // Roslyn has no operations for some wrong code, such as an unfinished interpolated string in a call.
            statement = body.Body(null);
        }
        string[] parameters = member is IMethodSymbol method ? [.. Parameters(method)] : [];
        var function = new Function(id, member.Name, (member as IMethodSymbol) is { MethodKind: MethodKind.Ordinary } layer ? KnownSymbols.LayerKind(layer) : null, parameters, statement)
        {
            Mark = NameOf(declaration),
        };
        return new BoundFunction(function, body.Diagnostics, body.IsBroken);
    }

    private bool HasErrors(SyntaxNode declaration, SemanticModel model) => model
        .GetDiagnostics(declaration.Span, cancellation).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static IEnumerable<string> Parameters(IMethodSymbol method)
    {
        if (!method.IsStatic && method.MethodKind != MethodKind.Constructor)
            yield return "this";
        foreach (var parameter in method.Parameters)
            yield return parameter.Name;
    }

    private IOperation? Operation(SyntaxNode declaration, SemanticModel model) => declaration switch
    {
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => model.GetOperation(arrow, cancellation),
        PropertyDeclarationSyntax { AccessorList: { } list } => model.GetOperation(list.Accessors.First(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration)), cancellation),
        _ => model.GetOperation(declaration, cancellation),
    };

    private static Mark NameOf(SyntaxNode declaration) => declaration is MethodDeclarationSyntax method
        ? SourceMarks.Of(method.Identifier)
        : SourceMarks.Of(declaration);
}
