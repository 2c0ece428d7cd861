namespace ModelGen.Compiler.Emit;

/// <summary>How a thread turns its element, with that of the same pair.</summary>
/// <param name="code">Where to write.</param>
/// <param name="rotate">What pairs are.</param>
/// <param name="width">Elements of a row.</param>
/// <param name="locals">The names in use.</param>
internal sealed class GpuRotateText(CodeWriter code, Rotate rotate, int width, LoopLocals locals)
{
    /// <summary>The number of the element.</summary>
    public string Element { get; } = locals.Take("i");

    /// <summary>Writes the element of the result.</summary>
    /// <param name="x">What is turned.</param>
    /// <param name="table">Cosines and signed sines.</param>
    /// <param name="y">The result.</param>
    /// <param name="rowAt">Where the row's cosines start.</param>
    /// <param name="sines">How far behind the cosines its sines lie.</param>
    /// <param name="assign">The operator of the assignment.</param>
    public void Write(string x, string table, string y, string rowAt, int sines, string assign)
    {
        string column = locals.Take("column"), partner = locals.Take("partner"), place = locals.Take("place"), turned = locals.Take("sine");
        code.Lines($"""
            var {column} = {Element} % {width};
            var {partner} = {(rotate.Interleaved ? $"{Element} - {column} + ({column} ^ 1)" : $"{column} < {width / 2} ? {Element} + {width / 2} : {Element} - {width / 2}")};
            var {place} = {rowAt} + {column};
            var {turned} = {x}[{partner}] * {table}[{place} + {sines}];
            {y}[{Element}] {assign} Gpu.Fma({x}[{Element}], {table}[{place}], {(rotate.IsInverse ? "-" : "")}{turned});
            """);
    }
}
