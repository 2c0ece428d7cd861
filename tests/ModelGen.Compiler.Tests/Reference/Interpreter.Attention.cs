namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[][] Attention(Attention attention, TensorType[] types, double[][] inputs)
    {
        var results = attention.Infer(types);
        var (y, logarithms) = (new double[Count(results[0])], new double[Count(results[1])]);
        foreach (var row in AttentionRows(attention, types, inputs))
        {
            logarithms[row.Number] = row.Logarithm;
            for (var j = 0; j < row.Weights.Length; j++)
                for (var c = 0; c < row.ValueWidth; c++)
                    y[row.Result + c] += row.Weights[j] * row.Mask[j] * inputs[2][row.Value(j) + c];
        }
        return [y, logarithms];
    }

    private double[][] AttentionGradient(AttentionGradient gradient, TensorType[] types, double[][] inputs)
    {
        var (dy, operands) = (inputs[0], inputs[3..]);
        TensorType[] operandTypes = types[3..];
        // Placed for a result of one sample for all, as an operand may be.
        var places = operandTypes.Select(type => Places(type, type with { IsBatched = true })).ToArray();
        var dys = Places(types[0], types[0] with { IsBatched = true });
        var spread = operands.Select((operand, i) => places[i].Select(place => operand[place]).ToArray()).ToArray();
        TensorType[] batched = [.. operandTypes.Select(type => type with { IsBatched = true })];
        var results = batched.Select(type => new double[Count(type)]).ToArray();
        foreach (var row in AttentionRows(gradient.Forward, batched, spread))
        {
            double[] y = new double[row.ValueWidth], dp = new double[row.Weights.Length];
            for (var j = 0; j < dp.Length; j++)
                for (var c = 0; c < row.ValueWidth; c++)
                {
                    y[c] += row.Weights[j] * row.Mask[j] * spread[2][row.Value(j) + c];
                    dp[j] += dy[dys[row.Result + c]] * spread[2][row.Value(j) + c];
                    results[2][row.Value(j) + c] += row.Weights[j] * row.Mask[j] * dy[dys[row.Result + c]];
                }
            var delta = y.Select((element, c) => element * dy[dys[row.Result + c]]).Sum();
            for (var j = 0; j < dp.Length; j++)
            {
                var ds = row.Weights[j] * (dp[j] * row.Mask[j] - delta);
                if (results.Length > 3) results[3][row.Bias(j)] += ds;
                for (var c = 0; c < row.Width; c++)
                {
                    results[0][row.Query + c] += gradient.Forward.Scale * ds * spread[1][row.Key(j) + c];
                    results[1][row.Key(j) + c] += gradient.Forward.Scale * ds * spread[0][row.Query + c];
                }
            }
        }
        return gradient.OfBias ? results : results[..3];
    }

    private static double[] Sinusoid(Sinusoid sinusoid)
    {
        var (count, width, @base, kind) = sinusoid;
        var half = width / 2;
        double Angle(int t, int pair) => t * Math.Pow(@base, -2.0 * pair / width);
        var rows = from t in Enumerable.Range(0, count) from c in Enumerable.Range(0, width) select (t, c);
        (int Pair, int Sign) Place(int c) => kind == SinusoidKind.RotaryPairs ? (c / 2, c % 2 == 0 ? -1 : 1) : (c % half, c < half ? -1 : 1);
        return kind == SinusoidKind.Positions
            ? [.. rows.Select(place => place.c % 2 == 0 ? Math.Sin(Angle(place.t, place.c / 2)) : Math.Cos(Angle(place.t, place.c / 2)))]
            :
            [
                .. rows.Select(place => Math.Cos(Angle(place.t, Place(place.c).Pair))),
                .. rows.Select(place => Place(place.c).Sign * Math.Sin(Angle(place.t, Place(place.c).Pair))),
            ];
    }

    private double[] Rotate(Rotate rotate, TensorType[] types, TensorType result, double[][] inputs)
    {
        var y = new double[Count(result)];
        var (width, table) = (result.Shape.RowLength, inputs[1]);
        for (var i = 0; i < y.Length; i++)
        {
            var c = i % width;
            var place = i % result.Shape.Length / (result.Shape.Length / result.Shape[0]) * width + c;
            var partner = rotate.Interleaved ? c ^ 1 : (c + width / 2) % width;
            var sine = table[table.Length / 2 + place] * (rotate.IsInverse ? -1 : 1);
            y[i] = inputs[0][i] * table[place] + inputs[0][i - c + partner] * sine;
        }
        return y;
    }

    /// <summary>One query of one head: where its operands lie, and the weights of the keys that it sees.</summary>
    private sealed record AttentionRow(int Number, int Width, int ValueWidth, int Query, int Result, Func<int, int> Key, Func<int, int> Value, Func<int, int> Bias)
    {
        public double[] Weights { get; set; } = [];

        public double[] Mask { get; set; } = [];

        public double Logarithm { get; set; }
    }

    private IEnumerable<AttentionRow> AttentionRows(Attention attention, TensorType[] types, double[][] inputs)
    {
        var shapes = types.Select(type => type.Shape).ToArray();
        var scores = attention.Scores(shapes[0], shapes[1]);
        var (heads, queries, keys) = (scores[0], scores[1], scores[2]);
        var group = heads / attention.Heads(shapes[1]);
        var slopes = attention.HasAlibi ? ModelGen.Compiler.Attention.Slopes(heads) : new double[heads];
        var dropped = attention.Dropout > 0 ? mask(new DropoutMask(scores, attention.Dropout, attention.Stream), samples) : null;
        var result = new Shape(shapes[0][0], shapes[0][1], shapes[2][2]);
        for (var n = 0; n < samples; n++)
            for (var h = 0; h < heads; h++)
                for (var i = 0; i < queries; i++)
                {
                    var (sample, head, query) = (n, h, i);
                    var row = new AttentionRow(
                        (n * heads + h) * queries + i, shapes[0][2], shapes[2][2], At(0, h, i), Place(result, n, h, i),
                        j => At(1, head / group, j), j => At(2, head / group, j), j => BiasPlace(types[^1], sample, head, query, j));
                    var seen = attention.IsCausal ? i + 1 : keys;
                    var s = Enumerable.Range(0, seen).Select(j =>
                        attention.Scale * Enumerable.Range(0, row.Width).Sum(c => inputs[0][row.Query + c] * inputs[1][row.Key(j) + c])
                        + (inputs.Length > 3 ? inputs[3][row.Bias(j)] : 0) - slopes[head] * Math.Abs(query - j)).ToArray();
                    var max = s.Max();
                    row.Logarithm = double.IsNegativeInfinity(max) ? -1e30 : max + Math.Log(s.Sum(score => Math.Exp(score - max)));
                    row.Weights = [.. s.Select(score => Math.Exp(score - row.Logarithm))];
                    row.Mask = [.. Enumerable.Range(0, seen).Select(j => dropped?[row.Number * keys + j] ?? 1)];
                    yield return row;

                    int At(int operand, int h, int position) => Place(shapes[operand], types[operand].IsBatched ? sample : 0, h, position);
                }

        int Place(Shape shape, int n, int h, int position) => n * shape.Length
            + (attention.HeadsFirst ? h * shape[1] + position : position * shape[1] + h) * shape[2];
    }

    private static int BiasPlace(TensorType bias, int sample, int head, int query, int key)
    {
        var shape = bias.Shape;
        var place = key;
        if (shape.Rank >= 2 && shape[shape.Rank - 2] > 1) place += query * shape.RowLength;
        if (shape.Rank == 3 && shape[0] > 1) place += head * shape[1] * shape.RowLength;
        return place + (bias.IsBatched ? sample * shape.Length : 0);
    }
}
