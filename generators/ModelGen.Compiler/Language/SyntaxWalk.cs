namespace ModelGen.Compiler.Language;

public static class SyntaxWalk
{
    /// <summary>All nodes below a node, each before its own.</summary>
    public static IEnumerable<Syntax> Descendants(Syntax node)
    {
        foreach (var value in NodeKind.Of(node).Values(node))
        {
            IEnumerable<Syntax> children = value switch
            {
                Syntax child => [child],
                string => [],
                System.Collections.IEnumerable items => items.OfType<Syntax>(),
                _ => [],
            };
            foreach (var child in children)
            {
                yield return child;
                foreach (var descendant in Descendants(child))
                    yield return descendant;
            }
        }
    }
}
