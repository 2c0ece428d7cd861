using ModelGen.Compiler;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>An element of a result, from where it stands: sample first, then the axes of its shape.</summary>
internal delegate double Element(LayerCase layer, int[] at);

/// <summary>A layer in the graph form, <c>x.…</c>, with what each element of its result is by definition.</summary>
internal sealed record LayerCase(string Name, int[] Shape, string Layer, int[] Result, Element Definition)
{
    public const int Samples = 2;

    public static IReadOnlyList<LayerCase> All { get; } = [.. LayerCases.Convolutions, .. LayerCases.Pools, .. LayerCases.Arrangements];

    /// <summary>The samples, row-major.</summary>
    public double[] Input { get; } = Random(1, Samples * Length(Shape));

    public string Declare() => $$"""
        [ModelGen.Model]
        public sealed partial class {{Name}}
        {
            static Tensor Forward([ModelGen.Input({{string.Join(", ", Shape)}})] Tensor x) => {{Layer}};
        }

        """;

    public double[] Expected() => [.. Enumerable.Range(0, Samples * Length(Result)).Select(i => Definition(this, Place(i, [Samples, .. Result])))];

    /// <summary>An element of the input; 0 beyond its borders.</summary>
    public double X(params int[] at)
    {
        var offset = at[0];
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            if (at[axis + 1] < 0 || at[axis + 1] >= Shape[axis]) return 0;
            offset = offset * Shape[axis] + at[axis + 1];
        }
        return Input[offset];
    }

    /// <summary>Whether an element of the input lies within its borders.</summary>
    public bool Has(params int[] at) => Shape.Select((extent, axis) => at[axis + 1] >= 0 && at[axis + 1] < extent).All(inside => inside);

    /// <summary>An element of a parameter of the given shape in files, row-major.</summary>
    public double W(string parameter, int[] shape, params int[] at) =>
        ValuesOf(parameter, Length(shape))[shape.Select((extent, axis) => (extent, axis)).Aggregate(0, (offset, item) => offset * item.extent + at[item.axis])];

    /// <summary>The values of a parameter in the order of files.</summary>
    public double[] ValuesOf(string parameter, int length) => Random(parameter.Aggregate(7, (sum, letter) => sum * 31 + letter), length);

    /// <summary>The values of a parameter as the graph has its axes.</summary>
    public double[] InGraphOrder(ParameterInfo info)
    {
        var values = ValuesOf(info.Name, info.Shape.Length);
        int[] inFile = [.. info.FrameworkAxes.Select(axis => info.Shape[axis])];
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var at = Place(i, inFile);
            var offset = 0;
            for (var axis = 0; axis < info.Shape.Rank; axis++)
                offset = offset * info.Shape[axis] + at[info.FrameworkAxes.ToList().IndexOf(axis)];
            result[offset] = values[i];
        }
        return result;
    }

    public override string ToString() => Name;

    private static int Length(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);

    private static int[] Place(int index, int[] shape)
    {
        var at = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (index, at[axis]) = (index / shape[axis], index % shape[axis]);
        return at;
    }

    private static double[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() * 2 - 1))];
    }
}
