using ModelGen.Numerics;

namespace ModelGen.Tests.Optimizers;

/// <summary>
/// The net of the golden optimizer files, 6-8-8-3 with ReLU, softmax and cross-entropy, written out in double: what
/// moves its float parameters is the optimizer under test alone.
/// </summary>
public sealed class GoldenMlp
{
    private static readonly (int Inputs, int Outputs)[] Layers = [(6, 8), (8, 8), (8, 3)];

    private readonly double[] x;
    private readonly int[] labels;

    public GoldenMlp(Golden golden)
    {
        x = [.. golden["x"].Floats.Select(value => (double)value)];
        labels = golden["t"];
        List<Parameter> layout = [];
        var offset = 0;
        for (var i = 0; i < Layers.Length; i++)
        {
            var (inputs, outputs) = Layers[i];
            layout.Add(new($"dense{i + 1}.weight", [outputs, inputs], offset, rows: inputs, columns: outputs, panelWidth: 64, axes: [1, 0]));
            layout.Add(new($"dense{i + 1}.bias", [outputs], offset += 16 * inputs, rows: 1, columns: outputs, panelWidth: 16, axes: [0]));
            offset += 16;
        }
        Parameters = new(layout, new AlignedBlock(offset));
        Gradients = new(layout, new AlignedBlock(offset));
        foreach (var parameter in Parameters) parameter.CopyFrom(golden["param/" + parameter.Name]);
    }

    public ParameterSet Parameters { get; }

    public ParameterSet Gradients { get; }

    /// <summary>The mean loss; adds its gradient to <see cref="Gradients"/>.</summary>
    public double Loss()
    {
        var weights = Parameters.Select(parameter => parameter.ToArray()).ToArray();
        var gradients = Gradients.Select(parameter => parameter.ToArray().Select(value => (double)value).ToArray()).ToArray();
        var loss = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var values = new List<double[]> { x[(6 * sample)..(6 * sample + 6)] };
            for (var layer = 0; layer < 3; layer++)
                values.Add(Dense(values[layer], weights[2 * layer], weights[2 * layer + 1], layer < 2));

            var sum = values[3].Sum(Math.Exp);
            loss += (Math.Log(sum) - values[3][labels[sample]]) / labels.Length;
            var d = values[3].Select((z, i) => (Math.Exp(z) / sum - (i == labels[sample] ? 1 : 0)) / labels.Length).ToArray();
            for (var layer = 2; layer >= 0; layer--)
            {
                var (inputs, outputs) = Layers[layer];
                var dInput = new double[inputs];
                for (var o = 0; o < outputs; o++)
                {
                    gradients[2 * layer + 1][o] += d[o];
                    for (var i = 0; i < inputs; i++)
                    {
                        gradients[2 * layer][o * inputs + i] += d[o] * values[layer][i];
                        if (layer == 0 || values[layer][i] > 0) dInput[i] += d[o] * weights[2 * layer][o * inputs + i];
                    }
                }
                d = dInput;
            }
        }
        for (var i = 0; i < gradients.Length; i++)
            Gradients[i].CopyFrom([.. gradients[i].Select(value => (float)value)]);
        return loss;
    }

    private static double[] Dense(double[] x, float[] weight, float[] bias, bool relu) =>
        [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[o * x.Length + i]).Sum()).Select(z => relu ? Math.Max(0, z) : z)];
}
