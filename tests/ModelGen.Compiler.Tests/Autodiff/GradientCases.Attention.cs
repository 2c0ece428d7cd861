namespace ModelGen.Compiler.Tests.Autodiff;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Norms()
    {
        foreach (var centred in new[] { true, false })
        {
            yield return new(new Normalize(1e-5, centred), [Batched(5)]);
            yield return new(new Normalize(0.1, centred), [Batched(2, 3)]);
            yield return new(new Normalize(1e-3, centred), [Shared(2, 4)]);
        }
    }

    private static IEnumerable<GradientCase> Attentions() =>
    [
        new(new Attention(0.5, false, false), [Batched(3, 2, 4), Batched(5, 2, 4), Batched(5, 2, 3)]),
        new(new Attention(0.5, true, false), [Batched(4, 2, 3), Batched(4, 2, 3), Batched(4, 2, 3)]),
        new(new Attention(1, true, true, HasAlibi: true), [Batched(3, 4, 2), Batched(3, 4, 2), Batched(3, 4, 5)]),
        new(new Attention(0.7, false, true, HasAlibi: true), [Batched(4, 3, 2), Batched(2, 4, 2), Batched(2, 4, 2)]),
        new(new Attention(0.7, false, false), [Batched(3, 2, 2), Shared(4, 1, 2), Batched(4, 1, 3), Batched(4)]),
        new(new Attention(0.7, false, false), [Shared(3, 2, 2), Batched(4, 2, 2), Shared(4, 2, 2), Shared(2, 3, 4)]),
        new(new Attention(0.7, true, false), [Batched(3, 2, 2), Batched(3, 2, 2), Batched(3, 2, 2), Batched(3, 3)]),
        new(new Attention(0.7, false, false), [Batched(3, 2, 2), Batched(3, 2, 2), Batched(3, 2, 2), Shared(2, 1, 3)]),
        new(new Attention(0.7, false, false, Dropout: 0.3, Stream: 1), [Batched(3, 2, 2), Batched(4, 2, 2), Batched(4, 2, 2)]),
        new(new Rotate(Interleaved: true), [Batched(3, 2, 6)]) { Last = graph => graph.Apply(new Sinusoid(3, 6, 100, SinusoidKind.RotaryPairs)) },
        new(new Rotate(Interleaved: false), [Shared(4, 8)]) { Last = graph => graph.Apply(new Sinusoid(4, 8, 10, SinusoidKind.RotaryHalves)) },
    ];
}
