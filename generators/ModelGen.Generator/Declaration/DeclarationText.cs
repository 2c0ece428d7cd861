using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Generator.Declaration;

/// <summary>The declaration as the user wrote it, for the doc comment of the generated class.</summary>
internal static class DeclarationText
{
    public static string[] Lines(TypeDeclarationSyntax declaration, IMethodSymbol? forward)
    {
        var attributes = declaration.AttributeLists.SelectMany(list => Dedented(list.ToString()));
        var method = forward?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax ? Dedented(syntax.ToString()) : [];
        return [.. attributes, .. method];
    }

    /// <summary>The first line starts where the node does; the others lose the indentation of the last.</summary>
    private static IEnumerable<string> Dedented(string text)
    {
        var lines = text.Replace("\r\n", "\n").Split('\n');
        var indentation = lines[lines.Length - 1].TakeWhile(char.IsWhiteSpace).Count();
        return lines.Select((line, i) => i == 0 || line.TakeWhile(char.IsWhiteSpace).Count() < indentation ? line.Trim() : line.Substring(indentation).TrimEnd());
    }
}
