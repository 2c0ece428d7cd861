using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelGen.Generator.Incremental;

/// <summary>What the gate knows of one file, read from its syntax alone and once per version of the file.</summary>
internal sealed class FileFacts
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileFacts> Cache = new();

    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);
    private readonly List<(string Name, Fragment Fragment)> fragments = [];
    private readonly HashSet<string> tensorNames = new(StringComparer.Ordinal) { "Tensor", "Indices" };
    private readonly SyntaxTree tree;

    private FileFacts(SyntaxTree tree)
    {
        this.tree = tree;
        if (tree.GetRoot() is not CompilationUnitSyntax root)
            return;
        var usings = root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>().ToArray();
        foreach (var alias in usings)
            if (alias.Alias is { } name && tensorNames.Any(alias.NamespaceOrType.ToString().EndsWith))
                tensorNames.Add(name.Name.Identifier.ValueText);
        Usings = string.Join("\n", usings.Select(directive => directive.ToString()));
        GlobalUsings = string.Join("\n", usings.Where(directive => directive.GlobalKeyword != default).Select(directive => directive.ToString()));
        Attributes = string.Join("\n", root.AttributeLists.Select(list => list.ToString()).Where(list => list.Contains("LayerSource") || list.Contains("InternalsVisibleTo")));
        foreach (var member in root.Members)
            Visit(member, "", null);
    }

    public string Usings { get; } = "";

    public string GlobalUsings { get; } = "";

    /// <summary>The attributes of the assembly that matter to models.</summary>
    public string Attributes { get; } = "";

    /// <summary>Whether a class carries an attribute that may be <c>[Model]</c>.</summary>
    public bool HasModels { get; private set; }

    /// <summary>All pieces with the names by which other pieces may refer to them.</summary>
    public IReadOnlyList<(string Name, Fragment Fragment)> Fragments => fragments;

    public static FileFacts Of(SyntaxTree tree) => Cache.GetValue(tree, key => new FileFacts(key));

    /// <summary>The innermost piece around a span; null outside all of them.</summary>
    public Fragment? Around(TextSpan span)
    {
        Fragment? innermost = null;
        foreach (var (_, fragment) in fragments)
            if (fragment.Span.Contains(span) && (innermost is null || fragment.Span.Length < innermost.Span.Length))
                innermost = fragment;
        return innermost;
    }

    private void Visit(MemberDeclarationSyntax member, string path, Fragment? head)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                foreach (var inner in space.Members)
                    Visit(inner, path + space.Name + ".", head);
                break;
            case TypeDeclarationSyntax type:
                // From the attributes to the brace: attributes, modifiers, type and record parameters, bases.
                var end = type.OpenBraceToken.SpanStart > 0 ? type.OpenBraceToken.SpanStart : type.Span.End;
                var isModel = type.AttributeLists.Any(list => list.Attributes.Any(attribute => attribute.Name.ToString().Contains("Model")));
                HasModels |= isModel;
                var typeHead = Add(type.Identifier.ValueText, TextSpan.FromBounds(type.SpanStart, end), path, head, isModel);
                foreach (var inner in type.Members)
                    Visit(inner, path + type.Identifier.ValueText + ".", typeHead);
                break;
            case MethodDeclarationSyntax method:
                Add(method.Identifier.ValueText, method.Span, path, head, MentionsTensor(method.ReturnType) || method.ParameterList.Parameters.Any(MentionsTensor));
                break;
            case BaseFieldDeclarationSyntax field:
                foreach (var variable in field.Declaration.Variables)
                    Add(variable.Identifier.ValueText, field.Span, path, head, isRoot: false);
                break;
            case PropertyDeclarationSyntax property:
                Add(property.Identifier.ValueText, property.Span, path, head, MentionsTensor(property.Type));
                break;
            case EnumDeclarationSyntax list:
                Add(list.Identifier.ValueText, list.Span, path, head, isRoot: false);
                break;
            case ConstructorDeclarationSyntax constructor:
                Add(constructor.Identifier.ValueText, constructor.Span, path, head, isRoot: false);
                break;
            case DelegateDeclarationSyntax function:
                Add(function.Identifier.ValueText, function.Span, path, head, isRoot: false);
                break;
            case OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax or IndexerDeclarationSyntax:
                // Nothing names them: they go with their type.
                Add(path.Length == 0 ? "" : path.TrimEnd('.').Split('.').Last(), member.Span, path, head, isRoot: false);
                break;
        }
    }

    private Fragment Add(string name, TextSpan span, string path, Fragment? head, bool isRoot)
    {
        var key = path + name;
        ordinals.TryGetValue(key, out var ordinal);
        ordinals[key] = ordinal + 1;
        var fragment = new Fragment(tree, span, key, ordinal, head, isRoot, head is null ? path + " " : "");
        fragments.Add((name, fragment));
        return fragment;
    }

    private bool MentionsTensor(SyntaxNode? type) =>
        type is not null && type.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && tensorNames.Contains(token.ValueText));
}
