namespace ModelGen.Integration.Tests.Contract;

/// <summary>A net as straight-line code and as loops around register tiles.</summary>
public class UnrollTests
{
    [Fact]
    public void Straight_line_code_predicts_what_loops_predict()
    {
        var (auto, full, none) = (new TinyAuto(seed: 4), new TinyFull(), new TinyNone());
        foreach (var parameter in auto.Parameters)
        {
            full.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
            none.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        }
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 4 * 37).Select(_ => 2 * random.NextSingle() - 1)];
        float[] expected = new float[3 * 37], actual = new float[3 * 37];
        none.Predict(x, expected);
        auto.Predict(x, actual);
        Near();
        full.Predict(x, actual);
        Near();
        Assert.True(expected.Distinct().Count() > 37);

        void Near()
        {
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
        }
    }
}

[Model]
[Input(4)]
[Dense(8, Activation.Tanh)]
[Dense(3, Activation.Softmax)]
public sealed partial class TinyAuto;

[Model(Unroll = Unroll.Full)]
[Input(4)]
[Dense(8, Activation.Tanh)]
[Dense(3, Activation.Softmax)]
public sealed partial class TinyFull;

[Model(Unroll = Unroll.None)]
[Input(4)]
[Dense(8, Activation.Tanh)]
[Dense(3, Activation.Softmax)]
public sealed partial class TinyNone;
