namespace ModelGen.Compiler.Emit;

/// <summary>Which sessions a model has, on any processor.</summary>
public static class SessionForm
{
    /// <summary>Whether there is a session that remembers what it has seen.</summary>
    public static bool Exists(PositionGraph? positions) => positions is { IsWhole: false };

    /// <summary>Whether it is that of a language model: one token in, the scores of the next one out.</summary>
    public static bool IsLanguageModel(PositionGraph? positions, IReadOnlyList<Column> inputs, IReadOnlyList<Column> outputs) =>
        Exists(positions) && inputs.Count == 1 && outputs.Count == 1
        && inputs[0] is { IsIndex: true, Limit: { } limit, Value: { IsTimed: true, Shape.Rank: 0 } }
        && outputs[0].Value is { IsTimed: true, Shape.Rank: 1 } && outputs[0].RowLength == limit;
}
