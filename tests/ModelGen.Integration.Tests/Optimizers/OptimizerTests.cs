using ModelGen.Numerics;
using ModelGen.Tests;

namespace ModelGen.Tests.Optimizers;

public class OptimizerTests
{
    private const int Length = 16 * 21;

    public static TheoryData<string> Rules => ["sgd", "momentum", "nesterov", "adam", "adamw", "adagrad", "rmsprop", "centered"];

    private static Optimizer Make(string rule) => rule switch
    {
        "sgd" => new Sgd(0.1f, weightDecay: 0.1f),
        "momentum" => new Sgd(0.1f, momentum: 0.9f, weightDecay: 0.1f),
        "nesterov" => new Sgd(0.1f, momentum: 0.9f, nesterov: true),
        "adam" => new Adam(0.1f, weightDecay: 0.1f),
        "adamw" => new AdamW(0.1f, weightDecay: 0.1f),
        "adagrad" => new Adagrad(0.1f, initialSum: 0.1f, weightDecay: 0.1f),
        "rmsprop" => new RmsProp(0.1f, weightDecay: 0.1f),
        _ => new RmsProp(0.1f, momentum: 0.9f, centered: true),
    };

    // One parameter, one step after the other, in double and straight from PyTorch's documentation.
    private static Func<double, double, double> Reference(string rule)
    {
        double m = 0, v = rule == "adagrad" ? 0.1 : 0, b = 0, c = 0;
        var t = 0;
        return (w, g) =>
        {
            t++;
            switch (rule)
            {
                case "sgd":
                    return w - 0.1 * (g + 0.1 * w);
                case "momentum":
                    m = 0.9 * m + g + 0.1 * w;
                    return w - 0.1 * m;
                case "nesterov":
                    m = 0.9 * m + g;
                    return w - 0.1 * (g + 0.9 * m);
                case "adam" or "adamw":
                    if (rule == "adam") g += 0.1 * w;
                    else w -= 0.1 * 0.1 * w;
                    m = 0.9 * m + 0.1 * g;
                    v = 0.999 * v + 0.001 * g * g;
                    return w - 0.1 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
                case "adagrad":
                    g += 0.1 * w;
                    v += g * g;
                    return w - 0.1 * g / (Math.Sqrt(v) + 1e-10);
                case "rmsprop":
                    g += 0.1 * w;
                    v = 0.99 * v + 0.01 * g * g;
                    return w - 0.1 * g / (Math.Sqrt(v) + 1e-8);
                default:
                    v = 0.99 * v + 0.01 * g * g;
                    c = 0.99 * c + 0.01 * g;
                    b = 0.9 * b + g / (Math.Sqrt(v - c * c) + 1e-8);
                    return w - 0.1 * b;
            }
        };
    }

    private static float Gradient(int step, int i) => (float)Math.Sin(0.7 * i + 1.3 * step) * (1 + i % 5);

    private static void Fill(AlignedBlock block, Func<int, float> value)
    {
        for (var i = 0; i < block.Length; i++) block[i] = value(i);
    }

    private static (float[] Parameters, OptimizerState State) Train(Optimizer optimizer, int steps, params int[] cuts)
    {
        AlignedBlock parameters = new(Length), gradient = new(Length);
        Fill(parameters, i => (float)Math.Cos(i));
        var state = optimizer.CreateState(Length);
        for (var step = 0; step < steps; step++)
        {
            Fill(gradient, i => Gradient(step, i));
            optimizer.Begin(gradient, state, 0, Length);
            int[] ends = [0, .. cuts, Length];
            for (var part = ends.Length - 2; part >= 0; part--)
                optimizer.Apply(parameters, gradient, state, ends[part], ends[part + 1]);
            Assert.All(gradient.Span.ToArray(), value => Assert.Equal(0, value));
        }
        return (parameters.Span.ToArray(), state);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Steps_follow_the_formula(string rule)
    {
        const int steps = 12;
        var (actual, state) = Train(Make(rule), steps);
        Assert.Equal((ulong)steps, state.Step);
        for (var i = 0; i < Length; i++)
        {
            var step = Reference(rule);
            var w = (double)(float)Math.Cos(i);
            for (var t = 0; t < steps; t++) w = step(w, Gradient(t, i));
            Assert.True(Math.Abs(w - actual[i]) <= 2e-4 * (1 + Math.Abs(w)), $"{rule}[{i}]: {actual[i]} instead of {w}");
        }
    }

    // Means decay for ever where a unit never fires again, and arithmetic below 2⁻¹²⁶ is slow.
    [Theory]
    [InlineData("momentum")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    [InlineData("centered")]
    public void Means_of_gradients_that_end_come_to_an_end(string rule)
    {
        Optimizer optimizer = rule switch
        {
            "momentum" => new Sgd(0.1f, momentum: 0.9f),
            "adam" => new Adam(beta2: 0.99f),
            "rmsprop" => new RmsProp(),
            _ => Make(rule),
        };
        AlignedBlock parameters = new(Length), gradient = new(Length);
        Fill(gradient, i => MathF.Pow(10, -(i % 12)));
        var state = optimizer.CreateState(Length);
        for (var step = 0; step < 10_000; step++)
        {
            optimizer.Update(parameters, gradient, state, 0, Length);
            if (step % 10 == 0)
                foreach (var slot in state.Slots)
                    foreach (var value in slot.Span)
                        Assert.False(float.IsSubnormal(value), $"{value} after {step} steps");
        }
        Assert.All(state.Slots, slot => Assert.Equal(0, slot.Span.ToArray().Max(Math.Abs)));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_is_not_a_number_is_not_hidden(string rule)
    {
        var optimizer = Make(rule);
        AlignedBlock parameters = new(Length), gradient = new(Length);
        Fill(gradient, i => i % 2 == 0 ? float.NaN : 1);
        var state = optimizer.CreateState(Length);
        optimizer.Update(parameters, gradient, state, 0, Length);
        foreach (var block in state.Slots.Prepend(parameters))
            for (var i = 0; i < Length; i++)
                Assert.Equal(i % 2 == 0, float.IsNaN(block[i]));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_cuts_do_not_matter(string rule)
    {
        var optimizer = Make(rule);
        optimizer.ClipNorm = 3;
        optimizer.ClipValue = 0.4f;
        var (whole, wholeState) = Train(optimizer, 5);
        var (parts, partsState) = Train(optimizer, 5, 16, 112, 320);
        Assert.Equal(whole, parts);
        for (var slot = 0; slot < optimizer.SlotCount; slot++)
            Assert.Equal(wholeState.Slots[slot].Span.ToArray(), partsState.Slots[slot].Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void An_update_allocates_nothing(string rule)
    {
        var optimizer = Make(rule);
        optimizer.LearningRate = LearningRate.Cosine(0.1f, 100).WarmUp(5);
        optimizer.ClipNorm = 1;
        AlignedBlock parameters = new(Length), gradient = new(Length);
        var state = optimizer.CreateState(Length);
        for (var i = 0; i < 3; i++) optimizer.Update(parameters, gradient, state, 0, Length);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var i = 0; i < 3; i++) optimizer.Update(parameters, gradient, state, 0, Length);
        }));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_restored_state_goes_on_as_if_never_interrupted(string rule)
    {
        var optimizer = Make(rule);
        var (expected, _) = Train(optimizer, 6);

        AlignedBlock parameters = new(Length), gradient = new(Length);
        var (half, saved) = Train(optimizer, 3);
        var restored = Make(rule).CreateState(Length);
        restored.Step = saved.Step;
        for (var slot = 0; slot < saved.Slots.Count; slot++) saved.Slots[slot].Span.CopyTo(restored.Slots[slot].Span);
        half.CopyTo(parameters.Span);
        for (var step = 3; step < 6; step++)
        {
            Fill(gradient, i => Gradient(step, i));
            optimizer.Update(parameters, gradient, restored, 0, Length);
        }
        Assert.Equal(expected, parameters.Span.ToArray());
        Assert.Equal(optimizer.SlotNames, saved.SlotNames);
    }

    [Fact]
    public void Clipping_by_norm_scales_and_clipping_by_value_cuts()
    {
        AlignedBlock parameters = new(32), gradient = new(32);
        void Step(Optimizer optimizer)
        {
            parameters.Span.Clear();
            (gradient[0], gradient[17]) = (3, -4);
            optimizer.Update(parameters, gradient, optimizer.CreateState(32), 0, 32);
        }

        Step(new Sgd(1) { ClipNorm = 1 });
        Assert.Equal(-0.6, parameters[0], 6);
        Assert.Equal(0.8, parameters[17], 6);
        Step(new Sgd(1) { ClipNorm = 6 });
        Assert.Equal(-3, parameters[0]);
        Step(new Sgd(1) { ClipValue = 3.5f });
        Assert.Equal(-3, parameters[0]);
        Assert.Equal(3.5, parameters[17]);
    }

    [Fact]
    public void Floats_outside_the_range_stay()
    {
        AlignedBlock parameters = new(64), gradient = new(64);
        gradient.Span.Fill(1);
        var sgd = new Sgd(1);
        sgd.Update(parameters, gradient, sgd.CreateState(64), 16, 48);
        Assert.Equal([.. new float[16], .. Enumerable.Repeat(-1f, 32), .. new float[16]], parameters.Span.ToArray());
        Assert.Equal([.. Enumerable.Repeat(1f, 16), .. new float[32], .. Enumerable.Repeat(1f, 16)], gradient.Span.ToArray());
    }

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1, momentum: 1));
        Assert.Throws<ArgumentException>(() => new Sgd(1, nesterov: true));
        Assert.Contains("beta1 is at least 0 and below 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(alpha: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam().ClipNorm = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam().ClipValue = float.NaN);
        Assert.Throws<ArgumentNullException>(() => new Adam().LearningRate = null!);

        AlignedBlock block = new(64);
        var sgd = new Sgd(1);
        Assert.Throws<ArgumentException>(() => sgd.Update(block, new AlignedBlock(32), sgd.CreateState(64), 0, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => sgd.Update(block, new AlignedBlock(64), sgd.CreateState(64), 0, 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => sgd.Update(block, new AlignedBlock(64), sgd.CreateState(64), 0, 7));
    }
}
