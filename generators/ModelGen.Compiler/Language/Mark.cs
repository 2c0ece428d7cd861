namespace ModelGen.Compiler.Language;

/// <summary>
/// A place in the source: a span within one of the fragments (methods, attributes, constants) that a model was read
/// from. Relative to the fragment, so that text inserted above it changes nothing.
/// </summary>
/// <param name="Fragment">Which fragment, in the model's own numbering; −1 for a place outside the user's source.</param>
/// <param name="Start">Characters from the start of the fragment.</param>
/// <param name="Length">Characters.</param>
public readonly record struct Mark(int Fragment, int Start, int Length)
{
    /// <summary>Nowhere in the user's source: inside a layer of a referenced assembly.</summary>
    public static readonly Mark None = new(-1, 0, 0);

    public bool IsNone => Fragment < 0;
}
