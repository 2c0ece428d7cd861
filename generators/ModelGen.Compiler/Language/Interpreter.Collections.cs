namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    private const int LengthBudget = 100_000;

    private List<object?> Collect(ArrayValue array, Scope scope)
    {
        var items = new List<object?>();
        foreach (var item in array.Items)
        {
            if (item is Spread spread)
                items.AddRange(Items(Evaluate(spread.Items, scope), spread));
            else
                items.Add(Evaluate(item, scope));
            CheckLength(items.Count, array);
        }
        return items;
    }

    private List<object?> Fill(NewArray array, Scope scope)
    {
        var length = Integer(array.Length, scope);
        CheckLength(length, array);
        if (length < 0)
            throw Error("MG0105", $"An array cannot have {length} elements.", array.Mark);
        return [.. Enumerable.Range(0, length).Select(_ => Evaluate(array.Item, scope))];
    }

    private void CheckLength(int length, Syntax source)
    {
        if (length > LengthBudget)
            throw Error("MG0014", $"This list grows beyond {LengthBudget:N0} elements.", source.Mark);
    }

    private IEnumerable<object?> Items(object? value, Syntax source) => value switch
    {
        List<object?> list => list,
        Shape shape => shape.Cast<object?>(),
        string text => text.Select(character => (object?)character.ToString()),
        _ => throw Error("MG0010", $"A list that is known at build time is needed here; this is {Describe(value)}.", source.Mark),
    };

    private object? Element(Index index, object? target, Scope scope)
    {
        var position = Evaluate(index.Position, scope);
        if (position is RangeBounds range)
            return Slice(index, target, range.From, range.To);
        return target switch
        {
            List<object?> list => list[Offset(position, list.Count, index)],
            Shape shape => shape[Offset(position, shape.Rank, index)],
            string text => text[Offset(position, text.Length, index)].ToString(),
            _ => throw Error("MG0008", $"{Describe(target)} has no elements that are known at build time.", index.Mark),
        };
    }

    private object Slice(Index index, object? target, object from, object to)
    {
        var length = target switch
        {
            List<object?> list => list.Count,
            Shape shape => shape.Rank,
            string text => text.Length,
            _ => throw Error("MG0008", $"{Describe(target)} has no elements that are known at build time.", index.Mark),
        };
        var (start, end) = (Absolute(from, length), Absolute(to, length));
        if (start < 0 || end < start || end > length)
            throw Error("MG0105", $"The range {start}..{end} does not lie within {length} elements.", index.Mark);
        return target is string characters
            ? characters.Substring(start, end - start)
            : Items(target, index).Skip(start).Take(end - start).ToList();
    }

    private int Offset(object? position, int length, Index index)
    {
        if (position is not (int or EndPosition))
            throw Error("MG0105", "A position that is known at build time is needed here.", index.Position.Mark);
        var offset = Absolute(position, length);
        return offset >= 0 && offset < length
            ? offset
            : throw Error("MG0105", $"There is no element {offset} among {length}.", index.Mark);
    }

    private static int Absolute(object position, int length) =>
        position is EndPosition end ? length - end.Distance : (int)position;

    private object? Property(Member member, object? target) => (member.Property, target) switch
    {
        ("Length" or "Count", List<object?> list) => list.Count,
        ("Length", string text) => text.Length,
        ("Length", Shape shape) => shape.Length,
        ("Rank", Shape shape) => shape.Rank,
        ("Shape", Value tensor) => tensor.Shape,
        (_, RecordValue record) when record.Properties.TryGetValue(member.Property, out var value) => value,
        (_, object?[] tuple) when member.Property.StartsWith("Item", StringComparison.Ordinal)
            && int.TryParse(member.Property.Substring(4), out var item) && item >= 1 && item <= tuple.Length => tuple[item - 1],
        (_, null) => throw Error("MG0105", $"'{member.Property}' is asked of null.", member.Mark),
        _ => throw Error("MG0008", $"'{member.Property}' of {Describe(target)} is not known at build time.", member.Mark),
    };
}
